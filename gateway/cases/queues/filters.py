"""What a queue may be narrowed by, and how that stands in an address. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date

NAMES = ("state", "category", "area", "office", "language", "urgent", "since", "until")


@dataclass(frozen=True)
class Filters:
    """None means any. `area` takes in all beneath it; `since` and `until`: days of opening in Pakistan, inclusive."""

    state: str | None = None
    category: str | None = None
    area: str | None = None
    office: str | None = None
    language: str | None = None
    is_urgent: bool = False
    since: date | None = None
    until: date | None = None
    contact_hash: bytes | None = None

    def to_query(self) -> dict[str, str]:
        """The part of an address that says this; a contact is never in one.

        >>> Filters(state="routed", is_urgent=True).to_query()
        {'state': 'routed', 'urgent': '1'}
        """
        named = {one.name: getattr(self, one.name) for one in fields(self) if one.name != "contact_hash"}
        said = {name.removeprefix("is_"): "1" if one is True else str(one) for name, one in named.items() if one}
        return {name: said[name] for name in NAMES if name in said}


def from_query(query: Mapping[str, str]) -> Filters:
    """Filters from an address; what is no day is no filter, since a form sends its empty fields too."""
    return Filters(
        state=query.get("state") or None,
        category=query.get("category") or None,
        area=query.get("area") or None,
        office=query.get("office") or None,
        language=query.get("language") or None,
        is_urgent=bool(query.get("urgent")),
        since=_day(query.get("since", "")),
        until=_day(query.get("until", "")),
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
