"""Actions without a server or a model: a tracker in, slot changes and commands out."""

import csv
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.categories import topic_of
from bot.actions.detail_form import SubmitDetail
from bot.actions.grievance_form import SubmitGrievance, ValidateGrievanceForm
from bot.actions.places import among, lies_in, place_of
from bot.actions.reading import Reading, read
from bot.actions.words import MAX_DRAFT_CHARS, join

AREAS = Path(__file__).parents[3] / "gateway" / "places" / "data" / "areas.csv"
KAMOKE = "punjab-gujranwala-teh-kamoke"
FAISALABAD = "punjab-dist-faisalabad"
DRAFT = {"problem": "bijli nahi hai", "category": "electricity", "area": KAMOKE, "requested_slot": "confirmation"}
CONFIRM = [{"reply": "register"}, {"reply": "change"}, {"reply": "leave"}]


def entity(name: str, value: Any, **more: Any) -> dict[str, Any]:
    return {"entity": name, "value": value, **more}


def tracker(
    text: str,
    intent: str,
    *,
    slots: dict[str, Any],
    entities: list[dict[str, Any]] | None = None,
    confidence: float = 0.9,
) -> Tracker:
    message = {
        "text": text,
        "intent": {"name": intent, "confidence": confidence},
        "entities": entities or [],
        "metadata": {},
    }
    events: list[dict[str, Any]] = [{"event": "user", "text": text}]
    return Tracker("citizen", slots, message, events, False, None, {"name": "grievance_form"}, "action_listen")


def validated(found: Tracker) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Slot changes and commands of the grievance form's reading of one answer."""
    dispatcher = CollectingDispatcher()
    events = ValidateGrievanceForm().run(dispatcher, found, {})
    return {event["name"]: event["value"] for event in events}, [one["custom"] for one in dispatcher.messages]


def confirming(text: str, intent: str, *entities: dict[str, Any]) -> dict[str, Any]:
    slots = {**DRAFT, "options": CONFIRM}
    return validated(tracker(text, intent, slots=slots, entities=list(entities)))[0]


@pytest.mark.parametrize(
    ("text", "intent", "entities", "expected"),
    [
        ("1", "choose", [entity("choice", 1)], {"confirmation": "register"}),
        ("haan", "affirm", [], {"confirmation": "register"}),
        ("3", "choose", [entity("choice", 3)], {"confirmation": "leave"}),
        ("khatam", "cancel", [], {"confirmation": "leave"}),
        ("2", "choose", [entity("choice", 2)], {"is_changing": True}),
        ("nahi", "deny", [], {"is_changing": True}),
        ("nahi, Faisalabad", "deny", [entity("area", FAISALABAD)], {"area": FAISALABAD}),
        ("7", "choose", [entity("choice", 7)], {"failures": 1}),
        ("...", "nlu_fallback", [], {"failures": 1}),
        ("wapas", "step_back", [], {"area": None}),
    ],
)
def test_answers_to_the_confirmation(
    text: str, intent: str, entities: list[dict[str, Any]], expected: dict[str, Any]
) -> None:
    changes = confirming(text, intent, *entities)
    assert expected.items() <= changes.items()
    if "confirmation" not in expected:
        assert "confirmation" not in changes


@pytest.mark.parametrize("intent", ["help", "thanks", "opt_out", "check_status", "talk_to_human", "change_language"])
def test_an_aside_changes_nothing_and_says_nothing(intent: str) -> None:
    """No event at all is Rasa's sign that the form stands back for the rules."""
    assert validated(tracker("x y z", intent, slots={**DRAFT, "options": CONFIRM})) == ({}, [])


def test_a_doubtful_aside_is_no_aside() -> None:
    changes, _ = validated(tracker("x y z", "opt_out", slots={**DRAFT, "options": CONFIRM}, confidence=0.45))
    assert changes["failures"] == 1


def test_the_second_failure_hands_over_all_words() -> None:
    slots = {**DRAFT, "options": CONFIRM, "failures": 1, "heard": "hmm"}
    changes, commands = validated(tracker("zzz", "nlu_fallback", slots=slots))
    assert [(one["reason"], one["text"]) for one in commands] == [("not_understood", "bijli nahi hai\nhmm\nzzz")]
    assert changes["confirmation"] == "hand_over"


@pytest.mark.parametrize("outcome", [None, "leave", "hand_over", "yes", "Register"])
def test_only_register_opens_a_case(outcome: str | None) -> None:
    dispatcher = CollectingDispatcher()
    SubmitGrievance().run(dispatcher, tracker("x", "affirm", slots={**DRAFT, "confirmation": outcome}), {})
    assert "open_case" not in [one["custom"]["command"] for one in dispatcher.messages]


def test_register_opens_the_case_and_empties_the_draft() -> None:
    dispatcher = CollectingDispatcher()
    slots = {**DRAFT, "confirmation": "register", "is_accusation": True, "place_text": "gali 4",
             "media_messages": ["m1"]}  # fmt: skip
    events = SubmitGrievance().run(dispatcher, tracker("1", "choose", slots=slots), {})
    assert dispatcher.messages[0]["custom"] == {
        "command": "open_case", "category": "electricity", "description": "bijli nahi hai", "area_id": KAMOKE,
        "place_text": "gali 4", "is_accusation": True, "is_urgent": False, "media_messages": ["m1"],
    }  # fmt: skip
    cleared = {event["name"] for event in events if event["value"] is None}
    assert {"problem", "category", "area", "confirmation", "is_accusation", "place_text", "media_messages"} <= cleared


def test_an_unfinished_detail_adds_nothing() -> None:
    dispatcher = CollectingDispatcher()
    SubmitDetail().run(dispatcher, tracker("x", "cancel", slots={"detail": "words"}), {})
    assert not dispatcher.messages


def reading(**fields: Any) -> Reading:
    return Reading(**{"text": "kuch lafz", "intent": "file_grievance", "confidence": 0.9, **fields})


@pytest.mark.parametrize(
    ("fields", "area", "options"),
    [
        ({}, None, ()),
        ({"area": KAMOKE}, KAMOKE, ()),
        ({"area": "punjab"}, None, ()),
        ({"area": "punjab-div-lahore"}, None, ()),
        ({"area_candidates": ("a-teh-x", "b-teh-x")}, None, ("a-teh-x", "b-teh-x")),
        ({"area_candidates": ("a-teh-x", "b-teh-x"), "metadata": {"last_area_id": "b-teh-x"}}, "b-teh-x", ()),
        ({"area_candidates": ("a-teh-x", "b-div-x")}, "a-teh-x", ()),
        ({"area_candidates": tuple(f"{n}-teh-x" for n in range(9))}, None, tuple(f"{n}-teh-x" for n in range(7))),
    ],
)
def test_places(fields: dict[str, Any], area: str | None, options: tuple[str, ...]) -> None:
    place = place_of(reading(**fields))
    assert (place.area, place.options) == (area, options)


def test_a_namesake_is_meant_by_its_district() -> None:
    options = ("punjab-rahim-yar-khan-teh-khanpur", "sindh-shikarpur-teh-khanpur")
    assert among(options, reading(area="sindh-dist-shikarpur")) == options[1]
    assert among(options, reading(area="sindh-dist-sukkur")) is None
    assert among(options, reading()) is None


def test_every_tehsil_lies_in_its_district_by_its_id() -> None:
    with AREAS.open(encoding="utf-8", newline="") as lines:
        tehsils = [row for row in csv.DictReader(lines) if row["level"] == "tehsil"]
    assert len(tehsils) > 600
    assert all(lies_in(row["id"], row["parent_id"]) for row in tehsils)


@pytest.mark.parametrize(
    ("confidence", "ranking", "category", "options"),
    [
        (0.9, [("gas", 0.9)], "gas", ()),
        (0.3, [("gas", 0.3), ("electricity", 0.25), ("police", 0.01)], None, ("gas", "electricity", "other")),
        (0.3, [("other", 0.3), ("gas", 0.2)], None, ()),
        (0.1, [("gas", 0.1)], None, ()),
    ],
)
def test_how_sure_a_category_must_be(
    confidence: float, ranking: list[tuple[str, float]], category: str | None, options: tuple[str, ...]
) -> None:
    found = topic_of(reading(category=ranking[0][0], category_confidence=confidence, category_ranking=tuple(ranking)))
    assert (found.category, found.options) == (category, options)


def test_reading_survives_a_message_without_anything() -> None:
    found = read({})
    assert (found.text, found.intent, found.confidence) == ("", "nlu_fallback", 0.0)


def test_words_are_joined_once_and_capped() -> None:
    assert join("a", None, " ", "b", "a") == "a\nb"
    assert len(join("x" * (MAX_DRAFT_CHARS + 5))) == MAX_DRAFT_CHARS
