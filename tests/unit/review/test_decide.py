"""Which turns a person should read: a table."""

from dataclasses import replace

import pytest

from gateway.i18n.messages import MESSAGES
from gateway.review.decide import AGAIN, CONFIRM_AGAIN, Signals, review_reasons, suspects

SURE = Signals(
    has_words=True, is_exact=False, intent="file_grievance", intent_probability=0.95, categories={"gas": 0.9},
    asked=None, said=frozenset({"ask_place"}), is_handed_over=False, is_accusation=False,
)  # fmt: skip
GREETING = replace(SURE, intent="greet", categories={"gas": 0.05})


@pytest.mark.parametrize(
    ("signals", "reasons"),
    [
        pytest.param(SURE, (), id="understood"),
        pytest.param(GREETING, (), id="a greeting needs no category"),
        pytest.param(replace(SURE, intent_probability=0.69), ("low_intent",), id="unsure what it wants"),
        pytest.param(replace(SURE, categories={"gas": 0.69}), ("low_category",), id="unsure what it is about"),
        pytest.param(replace(SURE, categories={}), ("low_category",), id="about nothing"),
        pytest.param(replace(GREETING, asked="problem"), ("low_category",), id="the problem was asked"),
        pytest.param(replace(GREETING, asked="area", intent_probability=0.2), (), id="a place resembles nothing"),
        pytest.param(replace(SURE, said=frozenset({"ask_place_again"})), ("asked_again",), id="asked again"),
        pytest.param(replace(SURE, said=frozenset({CONFIRM_AGAIN})), (), id="confirmed without naming the matter"),
        pytest.param(
            replace(SURE, said=frozenset({CONFIRM_AGAIN}), asked="confirmation"), ("asked_again",), id="not confirmed"
        ),
        pytest.param(replace(SURE, is_handed_over=True), ("handed_over",), id="handed over"),
        pytest.param(
            replace(SURE, intent_probability=0.1, categories={"gas": 0.1}, is_handed_over=True),
            ("low_intent", "low_category", "handed_over"), id="all of it",
        ),
        pytest.param(replace(SURE, has_words=False, is_handed_over=True), (), id="a picture"),
        pytest.param(replace(SURE, is_exact=True, intent_probability=0.3), (), id="a bare number"),
    ],
)  # fmt: skip
def test_who_should_read_it(signals: Signals, reasons: tuple[str, ...]) -> None:
    assert review_reasons(signals) == reasons


def test_the_sentences_that_ask_again_exist() -> None:
    assert {*AGAIN, CONFIRM_AGAIN} <= MESSAGES.keys()


def test_a_faint_suspicion_is_one() -> None:
    signals = replace(SURE, categories={"land_record": 0.7, "corruption": 0.1, "police": 0.09})
    assert suspects(signals) == {"land_record", "corruption"}
