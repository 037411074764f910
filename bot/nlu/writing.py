"""Which writing a text is in: Urdu script by Unicode block, Roman Urdu against English by letters."""

from __future__ import annotations

import re
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from bot.nlu.normalise import words
from bot.nlu.terms import TermFinder

_URDU_SCRIPT = re.compile("[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]")
_LATIN = re.compile("[A-Za-z]")
_LETTERS_FOR_A_GUESS = 3


class WritingModel:
    """`ur`, `ur_Latn` or `en`; None where there are too few letters to say."""

    def __init__(self) -> None:
        self._grams = TfidfVectorizer(analyzer="char_wb", ngram_range=(1, 4), sublinear_tf=True, lowercase=False)
        self._model = LogisticRegression(C=30.0, max_iter=400)

    def fit(self, texts: list[str], writings: list[str]) -> WritingModel:
        """Learn from Latin-script texts with their writing."""
        pairs = [
            (" ".join(words(text)), one) for text, one in zip(texts, writings, strict=True) if one in ("en", "ur_Latn")
        ]
        self._model.fit(self._grams.fit_transform([text for text, _ in pairs]), [one for _, one in pairs])
        return self

    def writing(self, text: str) -> str | None:
        """The dominant writing of `text`."""
        urdu, latin = len(_URDU_SCRIPT.findall(text)), len(_LATIN.findall(text))
        if urdu + latin < _LETTERS_FOR_A_GUESS:
            return "ur" if urdu > latin else None
        if urdu >= latin:
            return "ur"
        score = self._finder.find(" ".join(words(text))).dot(self._weights)[0] + self._model.intercept_[0]
        return str(self._model.classes_[int(score > 0)])

    @cached_property
    def _finder(self) -> TermFinder:
        return TermFinder(self._grams)

    @cached_property
    def _weights(self) -> NDArray[np.float32]:
        return np.ascontiguousarray(self._model.coef_.T, dtype=np.float32)
