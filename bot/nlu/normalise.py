"""Text folding, pure: one spelling for what people type in many. Never shown; the original is kept elsewhere.

Urdu letters: Arabic yeh, kaf and heh are typed for their Urdu counterparts by many keyboards
(Unicode chart U+0600-06FF).
Roman Urdu has no spelling standard; the folds below merge the variants seen in the training data.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_URDU_LETTERS = str.maketrans(
    {
        "ك": "ک", "ي": "ی", "ى": "ی", "ئ": "ی", "ې": "ی", "ۍ": "ی", "ه": "ہ", "ة": "ہ", "ۂ": "ہ", "ۃ": "ہ", "ھ": "ہ",
        "أ": "ا", "إ": "ا", "ٱ": "ا", "آ": "ا", "ؤ": "و", "ۓ": "ے", "ں": "ن", "ڻ": "ن", "ء": "", "ـ": "", "ے": "ی",
    }
)  # fmt: skip
# Consonant skeleton of a letter as Roman Urdu writers spell it; vowels are folded away on both sides afterwards.
_ROMAN_OF_URDU = {
    "ا": "a", "ب": "b", "پ": "p", "ت": "t", "ٹ": "t", "ث": "s", "ج": "j", "چ": "ch", "ح": "h", "خ": "kh", "د": "d",
    "ڈ": "d", "ذ": "z", "ر": "r", "ڑ": "r", "ز": "z", "ژ": "z", "س": "s", "ش": "sh", "ص": "s", "ض": "z", "ط": "t",
    "ظ": "z", "ع": "a", "غ": "gh", "ف": "f", "ق": "q", "ک": "k", "گ": "g", "ل": "l", "م": "m", "ن": "n", "و": "o",
    "ہ": "h", "ی": "i",
}  # fmt: skip
_INVISIBLE = re.compile(
    "[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed]"
)
_ELONGATED = re.compile(r"([^\W\d_])\1{2,}")
_NOT_WORD = re.compile(r"[^\w]+|_+")
_BLANKS = re.compile(r"\s+")
_REMEMBERED_WORDS = 50_000
# Every component of the bot normalises the message in hand.
_REMEMBERED_TEXTS = 16
_FOLDS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"ph", "f"), (r"q", "k"), (r"ck", "k"), (r"x", "ks"), (r"c(?!h)", "k"), (r"w", "v"), (r"z|zh", "z"),
        (r"ou|oo|u", "o"), (r"v", "o"), (r"ee|ea|ei|ie|ai|ay|ey|y|i", "e"), (r"aa+", "a"), (r"au|aw|ao", "o"),
        (r"(?<=[bpdtjkgc])h", ""), (r"sh|s", "s"), (r"(.)\1+", r"\1"),
    )
)  # fmt: skip


@lru_cache(_REMEMBERED_TEXTS)
def normalise(text: str) -> str:
    """NFKC, lower case, Urdu letters unified, digits of every script as ASCII, elongations cut to two, blanks single.

    >>> normalise("پانى   نہیں  ۵")
    'پانی نہین 5'
    """
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).lower().translate(_URDU_LETTERS)
    if not text.isascii():
        text = "".join(_ascii_digit(one) for one in text)
    return _BLANKS.sub(" ", _ELONGATED.sub(r"\1\1", text)).strip()


def words(text: str) -> list[str]:
    """Words of `text`, normalised, punctuation gone.

    >>> words("R.Y.Khan, paaani nai!!")
    ['r', 'y', 'khan', 'paani', 'nai']
    """
    return [word for word in _NOT_WORD.split(normalise(text)) if word]


@lru_cache(_REMEMBERED_WORDS)
def phonetic(word: str) -> str:
    """Sound key of one normalised word; Urdu and Roman spellings of a word come close to each other.

    >>> phonetic("paani") == phonetic("pani") == phonetic("پانی")
    True
    """
    key = "".join(_ROMAN_OF_URDU.get(one, one) for one in word)
    for pattern, replacement in _FOLDS:
        key = pattern.sub(replacement, key)
    return key


@lru_cache(_REMEMBERED_WORDS)
def skeleton(word: str) -> str:
    """Consonants of the sound key, first letter kept: what survives when writers drop vowels ("gjrnwala").

    >>> skeleton("gujranwala")
    'gjrnl'
    """
    key = phonetic(word)
    return key[:1] + re.sub(r"[aeoh]", "", key[1:])


def folded(text: str) -> str:
    """All words of `text` as sound keys."""
    return " ".join(phonetic(word) for word in words(text))


def skeletons(text: str) -> str:
    """All words of `text` as consonant skeletons."""
    return " ".join(skeleton(word) for word in words(text))


def _ascii_digit(character: str) -> str:
    if character.isdecimal() and not character.isascii():
        return str(unicodedata.digit(character))
    return character
