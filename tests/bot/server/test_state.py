"""The state that travels: small, as good as the full history, and harmless whatever it is."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.trackers import DialogueStateTracker

from bot.engine.context import in_hand
from bot.engine.turns import Bot
from bot.state import FORMS, NOT_KEPT, SHAPES, STATE_VERSION, compact, events_of, is_readable
from tests.bot.conftest import Conversation, run, short

MAX_BYTES = 4096
# One message of every kind, so that a random walk meets every form, aside and failure.
MESSAGES: list[dict[str, Any]] = [
    {"text": text}
    for text in (
        "salam", "help", "1", "2", "٣", "4", "0", "haan", "nahi", "Kamoke", "Khanpur", "nahi, Faisalabad", "wapas",
        "khatam", "bijli nahi hai", "Kamoke me 5 din se pani nahi aa raha", "mujhe shikayat karni hai", "...", "stop",
        "start", "english", "zaban badlo", "shukriya", "NADRA ka daftar kahan hai", "meri darkhwast ka kya bana",
        "masla abhi tak hal nahi hua 7K2M9QR", "ye bhi likh len ke pani ganda bhi aa raha hai", "qwrt zxcv",
        "bisp me register kaise hon", "mera shohar mujhe marta hai", "gas leak ho rahi hai", "pata nahi", "/restart",
        "Kamoke me bijli bhi nahi aur gutter bhi ubal raha hai", "dono", "nahi, gas", "harami log",
        "kya main BISP ke liye ahal hun", "mera score 28 hai kya main ahal hun", "35 hazar", "35202-*****-1", "appeal",
    )
] + [
    {"text": "", "media_types": ["image/jpeg"]},
    {"text": "", "media_types": ["audio/ogg"]},
    {"text": "", "location": {"latitude": 31.975, "longitude": 74.223}},
]  # fmt: skip
CASES = [
    {"reference": "7K2M9QR", "category": "water_supply", "state": "routed", "area_id": "punjab-gujranwala-teh-kamoke"},
    {"reference": "8AB2MQX", "category": "gas", "state": "routed"},
]
walks = st.lists(st.sampled_from(MESSAGES), min_size=1, max_size=8)
metadata = st.fixed_dictionaries(
    {
        "open_cases": st.sampled_from([[], CASES[:1], CASES]),
        "last_area_id": st.sampled_from([None, "punjab-gujranwala-teh-kamoke"]),
        "pending_question": st.sampled_from([None, "neighbours"]),
    }
)


class FullHistoryStore(TrackerStore):
    """Rasa's way: the tracker with all its events stays from turn to turn."""

    tracker: DialogueStateTracker | None = None

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        events = self.tracker.events if self.tracker else events_of(None)
        return DialogueStateTracker.from_events(sender_id, list(events), self.domain.slots)

    async def save(self, tracker: DialogueStateTracker) -> None:
        self.tracker = tracker
        in_hand.get().new_state = compact(tracker)
        if tracker.latest_message:
            in_hand.get().parse = tracker.latest_message.parse_data


@contextmanager
def full_history(bot: Bot) -> Iterator[None]:
    """The same bot, remembering everything."""
    processor = bot._agent.processor
    assert processor is not None
    ours = processor.tracker_store
    processor.tracker_store = FullHistoryStore(bot._agent.domain)
    try:
        yield
    finally:
        processor.tracker_store = ours


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(walk=walks, known=metadata)
def test_the_compact_state_behaves_as_the_full_history(bot: Bot, walk: list[dict[str, Any]], known: Any) -> None:
    compacted = Conversation(bot, **known)
    answers = [compacted.send(**message) for message in walk]
    with full_history(bot):
        remembering = Conversation(bot, **known)
        assert [remembering.send(**message) for message in walk] == answers
    assert remembering.state == compacted.state


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(walk=walks, known=metadata)
def test_every_turn_is_answered_and_its_state_is_small(bot: Bot, walk: list[dict[str, Any]], known: Any) -> None:
    citizen = Conversation(bot, **known)
    for message in walk:
        assert citizen.send(**message)
        assert is_readable(citizen.state)
        assert len(json.dumps(citizen.state, ensure_ascii=False).encode()) < MAX_BYTES


def test_long_words_are_kept_but_bounded(bot: Bot) -> None:
    citizen = Conversation(bot)
    citizen.send("Kamoke me bijli nahi hai " + "bahut pareshani hai " * 2000)
    for number in range(5):
        citizen.send(f"aur yeh bhi likh len number {number} " + "pareshani " * 500)
    assert len(json.dumps(citizen.state, ensure_ascii=False).encode()) < 32_000


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=10,
)
near_misses = st.fixed_dictionaries(
    {
        "version": st.sampled_from([STATE_VERSION, 0, "1", None]),
        "slots": st.dictionaries(st.sampled_from([*SHAPES, "unheard_of"]), anything, max_size=4),
        "form": st.sampled_from([None, *FORMS, "unheard_of"]) | anything,
    }
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(state=anything | near_misses, message=st.sampled_from(MESSAGES))
def test_no_state_can_break_a_turn(bot: Bot, state: Any, message: dict[str, Any]) -> None:
    citizen = Conversation(bot)
    citizen.state = state if isinstance(state, dict) else {"garbage": state}
    assert citizen.send(**message)


@pytest.mark.parametrize("state", [None, {}, {"version": 0, "slots": {"problem": "x"}, "form": None}, {"form": []}])
def test_an_unreadable_state_starts_afresh(bot: Bot, state: Any) -> None:
    citizen = Conversation(bot)
    citizen.state = state
    assert citizen.says("salam") == ["greeting"]


def test_a_confirmation_cannot_be_forged_without_its_draft(bot: Bot) -> None:
    citizen = Conversation(bot)
    citizen.state = {
        "version": STATE_VERSION,
        "slots": {"requested_slot": "confirmation", "options": [{"reply": "register"}]},
        "form": "grievance_form",
    }
    assert [short(command) for command in run(citizen.asend("1"))] == ["not_understood"]


def test_shapes_and_forms_are_the_domains(bot: Bot) -> None:
    domain = bot._agent.domain
    assert domain is not None
    assert {slot.name for slot in domain.slots} == set(SHAPES) | NOT_KEPT
    assert {form: tuple(domain.required_slots_for_form(form)) for form in domain.form_names} == FORMS
