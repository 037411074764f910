"""Folds names so that spellings that mean the same become the same text. Pure.

Source: letter pairs are from the Unicode charts Arabic (0600) and Arabic Presentation Forms; the abbreviations are
those Pakistanis write on envelopes and number plates.
"""

import re
import unicodedata

# Arabic keyboards type other code points for letters that look the same in Urdu; do-chashmi he is often left out.
URDU_LETTERS = str.maketrans({
    "ي": "ی", "ى": "ی", "ئ": "ی", "ۓ": "ے", "ك": "ک", "ه": "ہ", "ة": "ہ", "ۃ": "ہ", "ۂ": "ہ", "ھ": "ہ",
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ؤ": "و", "ء": "", "ـ": "", "\u200c": "", "\u200d": "",
})  # fmt: skip
ABBREVIATIONS = {
    "r y khan": "rahim yar khan", "r y k": "rahim yar khan", "ryk": "rahim yar khan", "d g khan": "dera ghazi khan",
    "dg khan": "dera ghazi khan", "dgk": "dera ghazi khan", "d i khan": "dera ismail khan",
    "di khan": "dera ismail khan", "dik": "dera ismail khan", "t t singh": "toba tek singh",
    "tt singh": "toba tek singh", "toba": "toba tek singh", "m b din": "mandi bahauddin", "mb din": "mandi bahauddin",
    "pindi": "rawalpindi", "rwp": "rawalpindi", "lhr": "lahore", "khi": "karachi", "isb": "islamabad",
    "fsd": "faisalabad", "grw": "gujranwala", "pesh": "peshawar", "hyd": "hyderabad", "ajk": "azad jammu and kashmir",
    "gb": "gilgit baltistan", "kpk": "khyber pakhtunkhwa", "kp": "khyber pakhtunkhwa", "ict": "islamabad",
}  # fmt: skip
CUE_WORDS = frozenset({
    "tehsil", "tahsil", "teh", "taluka", "zila", "zilla", "district", "distt", "dist", "division", "province", "suba",
    "shehar", "shahar", "city of", "تحصیل", "تعلقہ", "ضلع", "ڈویژن", "صوبہ", "شہر",
})  # fmt: skip


def fold(text: str) -> str:
    """Lower-case letters and digits parted by single spaces, marks removed, Urdu look-alikes made one.

    >>> fold("  Kot-Addū ")
    'kot addu'
    """
    plain = unicodedata.normalize("NFKC", text).translate(URDU_LETTERS)
    bare = "".join(c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c))
    return " ".join(re.findall(r"[^\W_]+", bare.casefold()))


FOLDED_CUES = frozenset(fold(word) for word in CUE_WORDS)


def fold_query(text: str) -> str:
    """Like `fold`, with abbreviations written out and cue words such as "zila" dropped.

    >>> fold_query("R.Y.Khan, Punjab")
    'rahim yar khan punjab'
    """
    words = f" {' '.join(word for word in fold(text).split() if word not in FOLDED_CUES)} "
    for short, long in ABBREVIATIONS.items():
        words = words.replace(f" {short} ", f" {long} ")
    return words.strip()
