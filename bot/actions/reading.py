"""What one message says, as the actions see it: entities and metadata under plain names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.nlu.normalise import words

Entity = Mapping[str, Any]
LISTS = Path(__file__).with_name("lists")
OFFERED = frozenset(
    word
    for line in (LISTS / "offered.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
    for word in words(line)
)


@dataclass(frozen=True)
class Reading:
    """One citizen message. Confidences are in [0, 1]; rankings best first."""

    text: str
    intent: str
    confidence: float
    language: str | None = None
    category: str | None = None
    category_confidence: float = 0.0
    category_ranking: tuple[tuple[str, float], ...] = ()
    area: str | None = None
    area_candidates: tuple[str, ...] = ()
    place_text: str | None = None
    reference: str | None = None
    choice: int | None = None
    is_accusation: bool = False
    is_urgent: bool = False
    keywords: frozenset[str] = frozenset()
    metadata: Mapping[str, Any] = field(default_factory=dict)

    @property
    def has_media(self) -> bool:
        """Whether a photo, voice note or file came along."""
        return bool(self.metadata.get("media_types"))

    @property
    def message_id(self) -> str | None:
        """The gateway's id of this message."""
        named = self.metadata.get("message_id")
        return None if named is None else str(named)

    @property
    def is_voice(self) -> bool:
        """Whether a voice note came without a word to read."""
        kinds = self.metadata.get("media_types") or []
        return not self.text.strip() and any(str(kind).startswith("audio/") for kind in kinds)

    @property
    def clauses(self) -> tuple[Reading, ...]:
        """Parts of the message that may be matters of their own; none when it is one piece."""
        return tuple(read(one) for one in self.metadata.get("clauses") or [])

    @property
    def words(self) -> str:
        """The citizen's own words; nothing when she only pressed a number."""
        return "" if self.intent == "choose" else self.text.strip()

    @property
    def number(self) -> int | None:
        """The number meant: alone, or before the words of an option, copied ("3 chhor dein")."""
        if self.choice is not None:
            return self.choice
        first, *others = words(self.text) or [""]
        is_copied = first.isdecimal() and len(first) == 1 and OFFERED.issuperset(others)
        return int(first) if is_copied else None

    @property
    def word_count(self) -> int:
        """Words separated by blanks."""
        return len(self.words.split())

    @property
    def open_cases(self) -> list[dict[str, Any]]:
        """The citizen's open cases as the gateway tells them, newest first."""
        return self.metadata.get("open_cases") or []

    @property
    def open_references(self) -> list[str]:
        """References of the citizen's open cases, newest first."""
        return [case["reference"] for case in self.open_cases]

    @property
    def pin(self) -> str | None:
        """A shared place as "latitude,longitude" in degrees."""
        location = self.metadata.get("location")
        return f"{location['latitude']:.5f},{location['longitude']:.5f}" if location else None

    @property
    def last_area(self) -> str | None:
        """Area of the citizen's last case."""
        return self.metadata.get("last_area_id")


def read(message: Mapping[str, Any]) -> Reading:
    """Reading of a tracker's latest message."""
    entities: list[Entity] = message.get("entities") or []
    intent = message.get("intent") or {}
    category = _first(entities, "category")
    area = _first(entities, "area")
    return Reading(
        text=message.get("text") or "",
        intent=intent.get("name") or "nlu_fallback",
        confidence=float(intent.get("confidence") or 0.0),
        language=_value(entities, "writing"),
        category=category.get("value"),
        category_confidence=float(category.get("confidence") or 0.0),
        category_ranking=tuple((str(one["name"]), float(one["confidence"])) for one in category.get("ranking") or []),
        area=area.get("value"),
        area_candidates=tuple(area.get("candidates") or []),
        place_text=_value(entities, "place_text"),
        reference=_value(entities, "reference"),
        choice=_value(entities, "choice"),
        is_accusation=bool(_value(entities, "is_accusation")),
        is_urgent=bool(_value(entities, "is_urgent")),
        keywords=frozenset(str(one["value"]) for one in entities if one.get("entity") == "keyword"),
        metadata=message.get("metadata") or {},
    )


def _first(entities: list[Entity], name: str) -> Entity:
    return next((one for one in entities if one.get("entity") == name), {})


def _value(entities: list[Entity], name: str) -> Any:
    return _first(entities, name).get("value")
