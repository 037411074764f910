"""Which office an official means by a few words. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from gateway.places.folding import fold

# More than these fit on no phone; she writes more of its name.
MOST_OFFERED = 5


@dataclass(frozen=True, slots=True)
class OfficeName:
    """What an office is called."""

    code: str
    name_en: str
    name_ur: str
    kind_en: str
    kind_ur: str


def meant(words: str, offices: Sequence[OfficeName]) -> list[OfficeName]:
    """Offices that every word fits, in their order; the one with that code alone. Empty: none, or more than fit.

    A word fits the beginning of a word of the name, the kind or the code, or the initials of the kind ("ac").
    """
    exact = [one for one in offices if one.code == words.strip().lower()]
    wanted = fold(words).split()
    if exact or not wanted:
        return exact
    fitting = [one for one in offices if all(_fits(word, one) for word in wanted)]
    return fitting if len(fitting) <= MOST_OFFERED else []


def _fits(word: str, office: OfficeName) -> bool:
    kind = fold(office.kind_en).split()
    parts = [*fold(f"{office.name_en} {office.name_ur} {office.kind_ur} {office.code}").split(), *kind]
    return word == "".join(one[0] for one in kind) or any(part.startswith(word) for part in parts)
