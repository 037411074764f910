"""Whether a draft is about a case that the citizen has open already. Pure."""

from __future__ import annotations

from bot.actions.places import lies_in
from bot.actions.reading import Reading


def same_case(reading: Reading, category: str, area: str) -> str | None:
    """Reference of the newest open case of the category in the same tehsil, or in a tehsil of the same district."""
    for case in reading.open_cases:
        place = case.get("area_id")
        if case["category"] == category and place and (lies_in(place, area) or lies_in(area, place)):
            return str(case["reference"])
    return None
