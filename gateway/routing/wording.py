"""A routing reason in words, in a language that officials read. Decides nothing."""

from gateway.i18n.catalog import catalog
from gateway.i18n.routing import LEVELS, REASONS
from gateway.offices.responsibility import AreaFact, Words
from gateway.routing.decide import Reason


def in_words(reason: Reason) -> Words:
    """The reason in English and in Urdu."""
    return Words(_text(reason, "en"), _text(reason, "ur"))


def _text(reason: Reason, language: str) -> str:
    named = {"office": reason.office, "rule": reason.rule, "accused": reason.accused}
    values = {name: getattr(words, language) for name, words in named.items() if words is not None}
    areas = {"place": reason.place, "served": reason.served}
    values |= {name: _area(area, language) for name, area in areas.items() if area is not None}
    return catalog(language).text(REASONS[reason.key]) % values


def _area(area: AreaFact, language: str) -> str:
    return catalog(language).text(LEVELS[area.level]) % {"name": getattr(area.name, language)}
