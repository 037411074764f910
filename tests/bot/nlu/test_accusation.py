"""When a complaint counts as an accusation: by its words, or because it may well belong to a sealed category."""

from __future__ import annotations

from typing import Any

import pytest
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.cues import CueExtractor


def read(text: str, intent: str, **chances: float) -> bool:
    ranking = [{"name": name, "confidence": chance} for name, chance in chances.items()]
    category: dict[str, Any] = {"entity": "category", "value": ranking[0]["name"], "ranking": ranking}
    message = Message({"text": text, "intent": {"name": intent}, "entities": [category]})
    (found,) = CueExtractor().process([message])
    return any(one["entity"] == "is_accusation" for one in found.get("entities"))


@pytest.mark.parametrize(
    ("chances", "expected"),
    [
        ({"police": 0.7, "corruption": 0.25}, True),
        ({"police": 0.7, "corruption": 0.12, "protection": 0.1}, True),
        ({"police": 0.9, "corruption": 0.05}, False),
        ({"corruption": 0.9, "police": 0.05}, False),  # sealed by its category already
    ],
)
def test_a_likely_sealed_complaint_is_an_accusation(chances: dict[str, float], expected: bool) -> None:
    assert read("woh log har mahine aate hain", "file_grievance", **chances) is expected


def test_only_complaints_are_doubted() -> None:
    assert not read("thane ka number do", "find_office", police=0.5, corruption=0.4)


def test_words_of_accusation_need_no_doubt() -> None:
    assert read("patwari rishwat mangta hai", "file_grievance", land_record=1.0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("koi rishwat nahi mangi kisi ne, bas kaam slow hai", False),
        ("کسی نے رشوت نہیں مانگی", False),
        ("no bribe, no rudeness, simply no card", False),
        ("rishwat nahi di to file gum kar di", True),
        ("they do nothing without bribe", True),
    ],
)
def test_a_denied_word_accuses_nobody(text: str, expected: bool) -> None:
    assert read(text, "file_grievance", identity_documents=1.0) is expected
