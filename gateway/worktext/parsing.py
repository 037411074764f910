"""From an official's text to an order: which act, of which case, with which words. Pure.

What is no order is None, and a citizen's text like any other: an official may complain.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast

from gateway.cases import reference as references
from gateway.places.folding import fold
from gateway.worktext.words import ACTS, Act, leading

OUTCOMES = {"partly": "partly_granted", "rejected": "rejected"}
_REFERENCE = re.compile(r"[0-9A-Z-]{6,9}")
# "R: done", "R.done", "R-done"
_GLUED = re.compile(r"^(\W*\w)\s*[:.)\-،؛]\s*(?=\S)")
_EDGES = ".,:;!?()[]\"'،؛۔؟«»"
_SEPARATORS = (":", ",", ".", "-", ";", "،", "؛", "۔")


@dataclass(frozen=True, slots=True)
class Order:
    """What she wants. `act` None: she named a case, and we do not know what for.

    `reference`: normalised, perhaps mistyped; None: she named no case. `spelled`: as she wrote it. `words`: all the
    rest as she wrote it. Of an answer: its outcome, the code of its reason, the number of a paper that shows it, and
    the message of hers (its id) whose files do, with their types.
    """

    act: Act | None
    reference: str | None
    spelled: str
    words: str
    outcome: str = "granted"
    reason: str = ""
    evidence: str = ""
    media_message: str = ""
    media_types: Sequence[str] = ()


def parse(text: str) -> Order | None:
    """The order in a text.

    >>> order = parse("R 7k2m9qr pump repaired")
    >>> order.act, order.reference, order.words
    ('answer', '7K2M9QR', 'pump repaired')
    >>> parse("A pipe is broken in Kamoke") is None
    True
    """
    tokens = _GLUED.sub(r"\1 ", text).split()
    spelled, tokens = _take_reference(tokens)
    named = leading(tokens, *ACTS)
    if named is None:
        return _without_act(spelled, tokens)
    act, length = named
    is_letter = length == 1 and len(fold(tokens[0])) == 1
    tokens = tokens[length:]
    if not spelled:
        spelled, tokens = _take_reference(tokens)
    if not spelled:
        spelled, tokens = _take_last_reference(tokens)
    order = Order(cast(Act, act), _normalised(spelled), spelled, " ".join(tokens))
    return _as_meant(order, is_letter=is_letter)


def _as_meant(order: Order, *, is_letter: bool) -> Order | None:
    """None where the words are more likely her own complaint, or an answer to something else."""
    if order.act == "accept":
        if not order.words:
            return order
        return replace(order, act=None) if order.reference else None
    if not is_letter and not order.words and not order.reference:
        return None
    return _with_outcome(order) if order.act == "answer" else order


def _with_outcome(order: Order) -> Order:
    """ "partly …", "no …" say the outcome. They stay in the words, which need them, unless a colon parts them."""
    tokens = order.words.split()
    named = leading(tokens, *OUTCOMES)
    if named is None:
        return order
    kind, length = named
    is_parted = tokens[length - 1].endswith(_SEPARATORS) or tokens[length : length + 1] in (["-"], [":"])
    words = " ".join(tokens[length:]).lstrip("-: ") if is_parted else order.words
    return replace(order, words=words, outcome=OUTCOMES[kind])


def _without_act(spelled: str, tokens: list[str]) -> Order | None:
    """A case is named somewhere, and nothing that can be done with it."""
    named = [spelled] if spelled else [one.strip(_EDGES) for one in tokens if _looks_like_reference(one)]
    for one in named:
        if references.is_valid(references.normalise(one)):
            return Order(None, _normalised(one), one, " ".join(tokens))
    return None


def says_yes(text: str) -> bool | None:
    """The answer to "1 yes, 0 no", also "1 yes" or "haan ji"; None when it is neither.

    >>> says_yes("۱"), says_yes("nahi"), says_yes("pani nahi")
    (True, False, None)
    """
    tokens = _plain(text).split()
    said: set[str] = set()
    while tokens:
        named = leading(tokens, "yes", "no")
        if named is None:
            return None
        said.add(named[0])
        tokens = tokens[named[1] :]
    return said == {"yes"} if len(said) == 1 else None


def choice(text: str, count: int) -> int | None:
    """The number of a list of `count` that the text is, from 1."""
    digits = _plain(text).strip(_EDGES + " ")
    return int(digits) if re.fullmatch(r"[0-9]{1,2}", digits) and 1 <= int(digits) <= count else None


def _take_reference(tokens: list[str]) -> tuple[str, list[str]]:
    """The reference that the tokens begin with, also in two groups, and what follows it."""
    if len(tokens) > 1 and references.is_valid(_joined(tokens[:2])) and all(len(one) in (3, 4) for one in tokens[:2]):
        return " ".join(tokens[:2]), tokens[2:]
    if tokens and _looks_like_reference(tokens[0]):
        return tokens[0].strip(_EDGES), tokens[1:]
    return "", tokens


def _take_last_reference(tokens: list[str]) -> tuple[str, list[str]]:
    if tokens and _looks_like_reference(tokens[-1]) and references.is_valid(references.normalise(tokens[-1])):
        return tokens[-1].strip(_EDGES), tokens[:-1]
    return "", tokens


def _looks_like_reference(token: str) -> bool:
    """Letters and digits of about the right length. "132KV" is none, "132-KVA" may be one that was mistyped."""
    plain = _plain(token).strip(_EDGES)
    is_shaped = bool(_REFERENCE.fullmatch(plain)) and 6 <= len(references.normalise(plain)) <= 8
    return is_shaped and any(one.isdigit() for one in plain) and any(one.isalpha() for one in plain)


def _joined(tokens: list[str]) -> str:
    return references.normalise("".join(tokens)) if all(_plain(one).isalnum() for one in tokens) else ""


def _plain(text: str) -> str:
    """Digits of every script as ASCII, letters in capitals."""
    return "".join(str(unicodedata.digit(one, one)) for one in text).upper()


def _normalised(spelled: str) -> str | None:
    return references.normalise(spelled) or None
