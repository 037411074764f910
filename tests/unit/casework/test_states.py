"""The state table: every pair of state and act, and who may act."""

from uuid import UUID

import pytest

from gateway.cases.visibility import Viewer
from gateway.casework import rights, states
from models.case import STATES, Case

ACTS = states.ACTS
OURS, THEIRS = UUID(int=1), UUID(int=2)


def test_nobody_leaves_a_closed_or_answered_case() -> None:
    assert [states.possible(state) for state in ("answered", "closed")] == [[], []]
    for act in ACTS:
        with pytest.raises(states.NotPossible):
            states.after("closed", act)


def test_no_act_of_an_official_closes_a_case() -> None:
    assert "closed" not in states.TABLE.values()
    assert set(states.TABLE.values()) <= set(STATES)


@pytest.mark.parametrize("state", states.OPEN)
def test_an_open_case_can_always_be_answered_and_sent_on(state: str) -> None:
    assert {"answer", "transfer"} <= set(states.possible(state))


@pytest.mark.parametrize(
    ("viewer", "is_sealed", "may"),
    [
        (Viewer("officer", OURS), False, set(ACTS)),
        (Viewer("officer", OURS), True, set()),
        (Viewer("officer", THEIRS), False, set()),
        (Viewer("officer", None), False, set()),
        (Viewer("triage", None), False, {"transfer"}),
        (Viewer("triage", None), True, set()),
        (Viewer("oversight", None), True, set(ACTS) - {"ask"}),
        (Viewer("oversight", None), False, {"transfer"}),
        (Viewer("administrator", None), False, set()),
        (Viewer("stranger", OURS), False, set()),
    ],
)
def test_who_may_do_what(viewer: Viewer, is_sealed: bool, may: set[str]) -> None:
    case = Case(office_id=OURS, is_sealed=is_sealed)
    assert {act for act in ACTS if rights.may(viewer, act, case)} == may


def test_the_office_that_a_late_case_was_raised_to_works_it_too() -> None:
    case = Case(office_id=THEIRS, escalated_to_id=OURS, is_sealed=False)
    assert {act for act in ACTS if rights.may(Viewer("officer", OURS), act, case)} == set(ACTS)
    assert not rights.may(Viewer("officer", None), "answer", case)


@pytest.mark.parametrize(("category", "is_sealed"), [("protection", False), ("water_supply", True)])
def test_nobody_is_asked_about_what_may_not_be_named(category: str, is_sealed: bool) -> None:
    case = Case(office_id=OURS, is_sealed=is_sealed, category_code=category)
    assert not any(rights.may(viewer, "ask", case) for viewer in (Viewer("officer", OURS), Viewer("oversight", None)))
