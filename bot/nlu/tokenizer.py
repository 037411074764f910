"""Rasa tokenizer for three writings: a token is a run of letters or digits of any script, with its place."""

from __future__ import annotations

import re
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message

_TOKEN = re.compile(r"\w+(?:\u200c\w+)*", re.UNICODE)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class ThreeWritingsTokenizer(Tokenizer):
    """Splits on everything that is not a letter or digit; never empty, as Rasa asks."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Rasa's own keys, at their defaults."""
        return {"intent_tokenization_flag": False, "intent_split_symbol": "_", "token_pattern": None}

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """Tokens of one attribute, in order."""
        text = message.get(attribute) or ""
        found = [Token(match.group(), match.start()) for match in _TOKEN.finditer(text)]
        return found or [Token(text or "-", 0)]
