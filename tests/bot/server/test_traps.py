"""The nine ways in which Rasa's own state and channels went wrong when measured, each shown not to happen here."""

import asyncio
import time
from typing import Any

import pytest

from bot.engine.turns import Bot, TurnFailed
from bot.server import create_app
from tests.bot.conftest import Conversation, run, short

CONFIRMABLE = "Kamoke me bijli nahi hai"


def question(text: str, state: Any = None, **message: Any) -> dict[str, Any]:
    return {"state": state, "message": {"text": text, **message}, "metadata": {"channel": "sms"}}


def test_trap_1_quick_messages_of_one_sender_do_not_wait_for_a_lock(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rasa's lock looks once a second whether it is free: four messages took 0, 1, 2 and 3 seconds."""

    async def no_sleep(*_: Any) -> None:
        raise AssertionError("something waits")

    async def four() -> list[dict[str, Any]]:
        monkeypatch.setattr(asyncio, "sleep", no_sleep)
        return await asyncio.gather(*(bot.turn(question("salam")) for _ in range(4)))

    assert [short(answer["commands"][0]) for answer in run(four())] == ["greeting"] * 4


def test_trap_2_a_failing_action_is_no_silence(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    """With its action server down Rasa answers 200 with nothing, and the dialogue goes on without the events."""

    def broken(*_: Any) -> None:
        raise RuntimeError("broken")

    executor = bot._agent.action_endpoint._executor  # type: ignore[union-attr]
    monkeypatch.setitem(executor.actions, "action_greet", broken)
    with pytest.raises(TurnFailed):
        run(bot.turn(question("salam")))


def test_trap_2_a_rule_that_says_nothing_is_no_silence(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    executor = bot._agent.action_endpoint._executor  # type: ignore[union-attr]
    monkeypatch.setitem(executor.actions, "action_greet", lambda _dispatcher, _tracker, _domain: [])
    assert [short(command) for command in run(bot.turn(question("salam")))["commands"]] == ["request_human"]


def test_trap_3_a_draft_never_expires(conversation: Conversation, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rasa's session expiry keeps `requested_slot`, and took the next message for the location."""
    conversation.send("bijli nahi hai")
    later = time.time() + 400 * 24 * 3600
    monkeypatch.setattr(time, "time", lambda: later)
    assert conversation.says("Kamoke") == ["confirm_case"]
    assert conversation.says("1") == ["open_case"]


@pytest.mark.parametrize("word", ["stop", "STOP", "stop all", "اسٹاپ", "roko"])
@pytest.mark.parametrize("asked", [["mujhe shikayat karni hai"], ["bijli nahi hai"], [CONFIRMABLE]])
def test_trap_4_stop_inside_a_form_submits_nothing(bot: Bot, asked: list[str], word: str) -> None:
    """Rasa stored "stop" as the details of the complaint, and submitted it."""
    citizen = Conversation(bot)
    for text in asked:
        pending = citizen.send(text)[-1]
    commands = citizen.send(word)
    assert commands[0]["command"] == "opt_out"
    assert commands[-1] == pending
    assert "open_case" not in [command["command"] for command in commands]
    assert citizen.state is not None
    assert word not in str(citizen.state["slots"].get("problem"))


@pytest.mark.parametrize(
    "order",
    ["/restart", "  /restart", "\u200f/restart", "//restart", "/affirm", '/file_grievance{"area": "punjab"}', "/"],
)
def test_trap_5_orders_to_rasa_are_only_words(conversation: Conversation, order: str) -> None:
    conversation.send(CONFIRMABLE)
    commands = conversation.send(order)
    assert conversation.state is not None
    if conversation.state["form"] is None:
        assert commands[0]["command"] in {"open_case", "request_human", "say"}
    assert "open_case" not in [command["command"] for command in commands] or order == "/affirm"
    assert conversation.understanding["intent"] not in {"restart", "session_start"}


def test_trap_5_an_order_cannot_name_entities(conversation: Conversation) -> None:
    (first, *_) = conversation.send('/file_grievance{"category": "police", "area": "punjab-dist-lahore"}')
    assert first.get("params", {}).get("category") != "police" or conversation.understanding["intent_confidence"] < 1.0
    assert conversation.understanding["area"] is None or conversation.understanding["area"]["id"] != "police"


@pytest.mark.parametrize("noise", ["...", "…", "🙂", "👍👍", "؟", "!!!", "-", "   "])
def test_trap_6_noise_confirms_nothing(conversation: Conversation, noise: str) -> None:
    """ "..." and emoji were taken for a yes at 0.56."""
    conversation.send(CONFIRMABLE)
    assert conversation.says(noise) == ["confirm_again"]


@pytest.mark.parametrize("one", ["1", "١", "۱", "1.", "ek", "ایک"])
def test_trap_7_digits_of_three_scripts_are_digits(conversation: Conversation, one: str) -> None:
    conversation.send(CONFIRMABLE)
    assert conversation.says(one) == ["open_case"]


@pytest.mark.parametrize("number", ["35202-1234567-1", "3520212345671", "03001234567", "٠٣٠٠١٢٣٤٥٦٧"])
def test_trap_7_a_cnic_or_phone_is_no_case_number(conversation: Conversation, number: str) -> None:
    for command in conversation.send(f"meri shikayat ka kya bana {number}"):
        assert command.get("reference") is None


def test_trap_8_nothing_of_a_message_is_printed(conversation: Conversation, capfd: pytest.CaptureFixture[str]) -> None:
    """An embedded agent prints message texts to standard output until its logging is configured."""
    conversation.send("Kamoke me hamari bijli kharab hai zamurrad")
    conversation.send("zamurrad zamurrad")
    printed = capfd.readouterr()
    assert "zamurrad" not in printed.out + printed.err


def test_trap_9_no_channel_of_rasas_own_is_open(bot: Bot) -> None:
    """Rasa's Twilio channel checks no signature, takes duplicates twice, loses media without text."""
    routes = {(route.method, route.resource.canonical) for route in create_app(bot).router.routes() if route.resource}
    assert routes == {("POST", "/turn"), ("POST", "/understand"), ("GET", "/healthz"), ("HEAD", "/healthz")}


def test_trap_9_a_repeated_question_gets_the_same_answer(bot: Bot) -> None:
    first = run(bot.turn(question(CONFIRMABLE)))
    again = run(bot.turn(question(CONFIRMABLE)))
    assert first == again
    confirmed = question("1", first["state"])
    assert run(bot.turn(confirmed)) == run(bot.turn(confirmed))


def test_trap_9_media_without_text_is_answered(conversation: Conversation) -> None:
    assert conversation.says("", media_types=["audio/ogg"]) == ["request_human"]
