"""What a reviewer needs to know of a reading travels with the answer: guesses, certainty, the open question."""

from __future__ import annotations

import pytest

from bot.engine.turns import Bot
from tests.bot.conftest import Conversation, run, shape


def test_the_likeliest_readings_are_told_best_first(bot: Bot) -> None:
    [found] = run(bot.understand(["gas ka masla hai ya bijli ka, kuch samajh nahi aata"]))
    shape("Understanding").validate(found)
    for kind in ("intents", "categories"):
        probabilities = [one["probability"] for one in found[kind]]
        assert len(probabilities) == 3
        assert probabilities == sorted(probabilities, reverse=True)
    assert found["intents"][0] == {"name": found["intent"], "probability": found["intent_confidence"]}


def test_guesses_at_a_category_are_told_even_when_the_message_is_about_none(bot: Bot) -> None:
    [found] = run(bot.understand(["shukriya bhai"]))
    assert found["category"] is None
    assert len(found["categories"]) == 3


@pytest.mark.parametrize(
    ("text", "is_exact"), [("1", True), ("دوسرا", True), ("help", True), ("gas nahi aa rahi", False), ("...", False)]
)
def test_exact_words_are_certain(bot: Bot, text: str, is_exact: bool) -> None:
    [found] = run(bot.understand([text]))
    assert found["is_exact"] is is_exact


def test_an_accusation_is_told(bot: Bot) -> None:
    accused, plain = run(bot.understand(["patwari rishwat mang raha hai", "gas nahi aa rahi"]))
    assert (accused["is_accusation"] or accused["category"] == "corruption", plain["is_accusation"]) == (True, False)


def test_the_open_question_is_told_from_the_next_message_on(conversation: Conversation) -> None:
    conversation.send("5 din se pani nahi aa raha hamare mohalle mein")
    assert conversation.understanding["asked"] is None
    conversation.send("Kamoke")
    assert conversation.understanding["asked"] == "area"
    conversation.send("1")
    assert (conversation.understanding["asked"], conversation.understanding["is_exact"]) == ("confirmation", True)
