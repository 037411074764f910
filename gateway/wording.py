"""From message keys with codes to sentences with names: categories, areas, offices and dates in the citizen's language.

Reads names, writes nothing.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.eligibility import naming as programmes
from gateway.i18n.catalog import render, state_name
from gateway.i18n.formats import date_in_words, day_in_words
from gateway.offices.naming import category_label, office_label
from gateway.outbox.service import Sentence
from gateway.places.naming import area_label
from models.office import Office


async def sentence(session: AsyncSession, key: str, params: Mapping[str, Any], language: str) -> Sentence:
    """One sentence of the catalog, numbered options beneath it where `params` has any."""
    named = {name: await _named(session, name, value, language) for name, value in params.items() if name != "options"}
    values = {_placeholder(name): value for name, value in named.items()}
    lines = [render(key, language, values)]
    for number, option in enumerate(params.get("options", []), start=1):
        lines.append(f"{number} {await option_label(session, option, language)}")
    return Sentence(key=key, params=_plain(params), text="\n".join(lines))


async def option_label(session: AsyncSession, option: Mapping[str, Any], language: str) -> str:
    """A numbered choice: an area, a category, one of her cases, an answer, or what has its words already."""
    if "area_id" in option:
        return await area_label(session, str(option["area_id"]), language)
    if "fact" in option:
        return programmes.option_label(str(option["fact"]), str(option["option"]), language)
    if "reply" in option:
        return render(f"option_{option['reply']}", language, {})
    if "label" in option:
        return str(option["label"])
    label = await category_label(session, str(option["category"]), language) if "category" in option else ""
    return f"{option['reference']} {label}".strip() if "reference" in option else label


async def _named(session: AsyncSession, name: str, value: Any, language: str) -> object:
    match name, value:
        case "category", str():
            return await category_label(session, value, language)
        case "area_id", str():
            return await area_label(session, value, language)
        case "state", str():
            return state_name(value, language)
        case _, datetime():
            return day_in_words(value, language)
        case _, date():
            return date_in_words(value, language)
        case _, Office():
            return office_label(value, language)
    return programmes.LABELS[name](value, language) if name in programmes.LABELS else value


def _placeholder(name: str) -> str:
    return "area" if name == "area_id" else name


def _plain(params: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters as JSON: what was said can be rendered again later."""
    plain: dict[str, Any] = {}
    for name, value in params.items():
        if isinstance(value, date):  # or a moment, which is one
            plain[name] = value.isoformat()
        elif isinstance(value, Office):
            plain["office_id"] = str(value.id)
        else:
            plain[name] = value
    return plain
