"""Case references: six characters of Crockford's base 32 and a check character, easy to read out and to type. Pure.

Source of the alphabet and its reading rules (O reads as 0, I and L as 1): Douglas Crockford, "Base 32",
crockford.com/base32.html. His own check symbols (modulo 37: * ~ $ = U) are on no keypad, so the check is ours: the 32
characters are the elements of GF(32), and a reference is right when its characters, each times another power of one
generator, add up to nothing. In a field no product of two elements other than nothing is nothing, so every single
wrong character, every swap of any two and every doubled pair mistaken for another is caught. The bot reads references
by the same rule.
"""

import secrets
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 7
# x^5 + x^2 + 1 is primitive over GF(2): the powers of x are all 31 elements but nothing, so no two weights are alike.
_POLYNOMIAL = 0b100101
_LOOK_ALIKE = str.maketrans("OIL", "011")


def check_character(body: str) -> str:
    """Check character of the first six.

    >>> check_character("7K2M9Q")
    'R'
    """
    total = 0
    for one in body:
        total = _times_x(total ^ ALPHABET.index(one))
    return ALPHABET[total]


def _times_x(element: int) -> int:
    """The next power: bits are coefficients, and what leaves the five of them comes back by the polynomial."""
    doubled = element << 1
    return doubled ^ _POLYNOMIAL if doubled > 31 else doubled


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


def neighbours(typed: str) -> tuple[str, ...]:
    """Every reference one slip away from what was typed: a character wrong, missing, too many, or two swapped.

    The check character leaves one candidate for each place, so there are at most fourteen.

    >>> "7K2M9QR" in neighbours("7K2N9QR")
    True
    """
    cuts = [(typed[:at], typed[at:]) for at in range(len(typed) + 1)]
    made: set[str] = set()
    if len(typed) == LENGTH:
        made = {head + one + tail[1:] for head, tail in cuts if tail for one in ALPHABET if one != tail[0]}
        made |= {head + tail[1] + tail[0] + tail[2:] for head, tail in cuts if len(tail) > 1}
    elif len(typed) == LENGTH - 1:
        made = {head + one + tail for head, tail in cuts for one in ALPHABET}
    elif len(typed) == LENGTH + 1:
        made = {head + tail[1:] for head, tail in cuts if tail}
    return tuple(sorted(one for one in made if is_valid(one) and one != typed))


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
