"""Towns and parts of towns: names by which people say where they are, with less weight than the areas' own. Pure.

There are thousands, and among so many every word has a neighbour: only long ones are found when
misspelt, and a name that is also a word
or a person's needs a word of place beside it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from bot.nlu.areas import Caution, forms_of, key_of
from bot.nlu.mentions import Names
from bot.nlu.name_index import NameIndex
from bot.nlu.normalise import phonetic, words
from bot.nlu.speech import Speech

WEAK = "~"
SHORTEST_NEAR = 9
SHORTEST_BENT = 6


def localities(pairs: Collection[tuple[str, str]], caution: Caution, speech: Speech) -> Names:
    """From pairs of an area's id and a name, "~" before one that needs a word of place; so does a word ever said.

    A village called like a word of everyday speech is left out.
    """
    listed = [(area, name) for area, name in pairs if not _is_one_of(name, speech.everyday)]
    weak = {key_of(name) for _, name in listed if name.startswith(WEAK) or _is_one_of(name, speech.spoken)}
    plain = [(area, name.removeprefix(WEAK)) for area, name in listed]
    plain += [(area, form) for area, name in plain for form in _bent(name, speech)]
    return Names(
        NameIndex.build(plain, speech.spoken, caution.refused, shortest_near=SHORTEST_NEAR),
        replace(caution, weak=caution.weak | weak),
        is_locality=True,
    )


def _bent(name: str, speech: Speech) -> tuple[str, ...]:
    """As Urdu bends a name of one word, but no form that is also a word; short names are not bent."""
    form = forms_of(name)[-1]
    is_bendable = len(name) >= SHORTEST_BENT and " " not in name.strip()
    return (form,) if is_bendable and key_of(form) not in speech.spoken else ()


def _is_one_of(name: str, sounds: frozenset[str]) -> bool:
    parts = words(name)
    return len(parts) == 1 and phonetic(parts[0]) in sounds
