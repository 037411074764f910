"""Case references: six characters of Crockford's base 32 and a check character, easy to read out and to type. Pure.

Source of the alphabet and its reading rules (O reads as 0, I and L as 1): Douglas Crockford, "Base 32",
crockford.com/base32.html. The check is ours: weights 1 to 6, modulo 31, which catches every single wrong character but
0 for Z, and nearly every swap. The bot reads references by the same rule.
"""

import secrets
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 7
_LOOK_ALIKE = str.maketrans("OIL", "011")


def check_character(body: str) -> str:
    """Check character of the first six.

    >>> check_character("7K2M9Q")
    '4'
    """
    return ALPHABET[sum(place * ALPHABET.index(one) for place, one in enumerate(body, start=1)) % 31]


def generate() -> str:
    """A random reference with at least one digit and one letter, so that it is never taken for a word or a number."""
    while True:
        body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
        if not body.isdigit() and not body.isalpha():
            return body + check_character(body)


def normalise(text: str) -> str:
    """Upper case, digits of every script as ASCII, look-alikes read, spaces and dashes gone.

    >>> normalise("7k2-m9q o")
    '7K2M9Q0'
    """
    digits = (str(unicodedata.digit(one, one)) for one in text)
    kept = (one for one in "".join(digits).upper().translate(_LOOK_ALIKE) if one in ALPHABET)
    return "".join(kept)


def is_valid(reference: str) -> bool:
    """Whether a normalised reference has the right length and check character."""
    return len(reference) == LENGTH and reference[-1] == check_character(reference[:-1])


def nearest(reference: str, candidates: list[str]) -> str | None:
    """The candidate at most two typing slips away (wrong, missing, extra or swapped characters); None if none is."""
    distances = sorted((_slips(reference, candidate), candidate) for candidate in candidates)
    return distances[0][1] if distances and distances[0][0] <= 2 else None


def _slips(one: str, other: str) -> int:
    """Optimal string alignment distance."""
    rows = [list(range(len(other) + 1))]
    for i, a in enumerate(one, start=1):
        row = [i]
        for j, b in enumerate(other, start=1):
            cost = min(rows[-1][j] + 1, row[j - 1] + 1, rows[-1][j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, rows[-2][j - 2] + 1)
            row.append(cost)
        rows.append(row)
    return rows[-1][-1]
