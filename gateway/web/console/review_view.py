"""What the review pages show: names in the reader's language, words masked, the form filled in. Decides nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.i18n.formats import direction
from gateway.offices.naming import COLUMNS
from gateway.places.naming import area_label
from gateway.review import repository
from gateway.review.decide import CATEGORY_SURE, INTENT_SURE
from gateway.review.labels import Filled
from gateway.review.privacy import masked, neutral
from gateway.review.repository import TurnRow
from gateway.review.service import Verdict
from models.area import Area
from models.category import Category
from models.correction import INTENTS
from models.types import LANGUAGES

# BCP 47 for the `lang` attribute.
TAGS = {"ur": "ur", "ur_Latn": "ur-Latn", "en": "en"}


class Sent(BaseModel):
    """The form as a browser sends it."""

    form_token: str
    intent: str = ""
    other_intent: str = ""
    category: str = ""
    other_category: str = ""
    district: str = ""
    writing: str = ""
    is_accusation: bool = False
    example_text: str = ""
    action: Literal["save", "set_aside"] = "save"
    is_released: bool = False
    seen: UUID | None = None
    only: str = ""

    def filled(self) -> Filled:
        """The labels, as typed."""
        return Filled(**{name: getattr(self, name) for name in Filled.__dataclass_fields__})

    def verdict(self) -> Verdict:
        """All of it."""
        return Verdict(self.filled(), self.action == "set_aside", self.is_released, self.seen)


@dataclass(frozen=True)
class Guess:
    """A reading to choose. `key`: the digit that chooses it; `percent`: how likely the bot thought it."""

    key: int
    name: str
    percent: int


async def cards(session: AsyncSession, rows: Sequence[TurnRow], language: str) -> list[dict[str, Any]]:
    """One entry a turn of a list."""
    names = _category_names(await repository.categories(session), language)
    return [{**_words(row), **await _readings(session, row, names, language)} for row in rows]


async def form(
    session: AsyncSession, row: TurnRow, answers: Sequence[str], language: str, filled: Filled | None = None
) -> dict[str, Any]:
    """Everything of one turn's page. `filled`: what was sent and is shown again; else what stands or was understood."""
    turn, received, correction, _, _ = row
    understood = turn.understanding or {}
    categories, districts = await repository.categories(session), await repository.districts(session)
    district_names = {one.id: _district_name(one, language) for one in districts}
    intents, likely = _guesses(understood, "intents", 1), _guesses(understood, "categories", 4)
    shown = filled or _chosen(row, district_names, [one.name for one in intents], [one.name for one in likely])
    names = _category_names(categories, language)
    readings = await _readings(session, row, names, language)
    return {
        **_words(row), **readings, "filled": _readable(shown, names), "intent_guesses": intents,
        "category_guesses": likely, "intents": INTENTS, "categories": names, "districts": district_names,
        "writings": LANGUAGES, "answers": [masked(one) for one in answers], "asked": understood.get("asked"),
        "received_at": received.received_at, "seen": correction.id if correction else None,
        "is_released": bool(correction and correction.released_at),
    }  # fmt: skip


def _words(row: TurnRow) -> dict[str, Any]:
    turn, received, correction, official, is_sealed = row
    writing = (turn.understanding or {}).get("language") or turn.language
    return {
        "turn": turn, "text": masked(received.body), "tag": TAGS[writing], "text_direction": direction(writing),
        "correction": correction, "corrected_by": official.display_name if official else None, "written_in": writing,
        "is_sealed": is_sealed,
    }  # fmt: skip


async def _readings(session: AsyncSession, row: TurnRow, names: Mapping[str, str], language: str) -> dict[str, Any]:
    """What was understood, in words: intent and category with their shares, place."""
    understood = row[0].understanding or {}
    area = understood.get("area")
    category = understood.get("category")
    return {
        "intent": understood.get("intent"), "intent_percent": _percent(understood.get("intent_confidence")),
        "category": names.get(category, category) if category else None,
        "category_percent": _percent(understood.get("category_confidence")),
        "area": await area_label(session, area["id"], language) if area else None,
        "said_category": _named(row, names),
    }  # fmt: skip


def _named(row: TurnRow, names: Mapping[str, str]) -> str | None:
    code = row[2].category_code if row[2] else None
    return names.get(code, code) if code else None


def _chosen(row: TurnRow, districts: Mapping[str, str], intents: list[str], likely: list[str]) -> Filled:
    """What the form begins with: the decision that stands, else what was understood for sure."""
    turn, received, correction, _, _ = row
    understood = turn.understanding or {}
    intent = understood.get("intent") if understood.get("intent_confidence", 0.0) >= INTENT_SURE else None
    category = understood.get("category") if understood.get("category_confidence", 0.0) >= CATEGORY_SURE else None
    district = (understood.get("area") or {}).get("district_id")
    writing, text = understood.get("language"), neutral(received.body)
    is_accusation = correction.is_accusation if correction else bool(understood.get("is_accusation"))
    if correction and correction.decision != "set_aside":
        intent, category, district = correction.intent, correction.category_code, correction.district_id
        writing, text = correction.writing, correction.example_text or ""
    return Filled(
        intent=intent if intent in intents else "", other_intent="" if intent in intents else intent or "",
        category=category if category in likely else "", other_category="" if category in likely else category or "",
        district=districts.get(district or "", ""), writing=writing or "",
        is_accusation=is_accusation, example_text=text,
    )  # fmt: skip


def _readable(filled: Filled, names: Mapping[str, str]) -> dict[str, Any]:
    """A category's code in the search field reads as its name."""
    values = {name: getattr(filled, name) for name in Filled.__dataclass_fields__}
    return values | {"other_category": names.get(filled.other_category, filled.other_category)}


def _guesses(understood: Mapping[str, Any], kind: str, first_key: int) -> list[Guess]:
    listed = understood.get(kind) or []
    return [Guess(first_key + at, one["name"], _percent(one["probability"])) for at, one in enumerate(listed)]


def _percent(share: float | None) -> int:
    return round(100 * (share or 0.0))


def _category_names(categories: Sequence[Category], language: str) -> dict[str, str]:
    return {one.code: str(getattr(one, COLUMNS[language])) for one in categories}


def _district_name(district: Area, language: str) -> str:
    return district.name_ur if language == "ur" else district.name_en
