"""What stands in an address comes back from it, and nonsense in it is no filter."""

from datetime import date, datetime, timedelta, timezone
from uuid import UUID

import pytest

from gateway.access.policy import COUNTRY
from gateway.cases.queues import markers
from gateway.cases.queues.filters import Filters, from_query
from gateway.cases.queues.kinds import end_of_day, queues_of
from gateway.cases.visibility import Viewer
from gateway.clock import PAKISTAN

SOMEWHERE = UUID(int=7)


def test_an_address_says_all_of_a_filter_but_the_contact() -> None:
    asked = Filters(
        state="routed", category="gas", area="punjab", office="x", language="ur", is_urgent=True,
        since=date(2026, 11, 1), until=date(2026, 11, 30), contact_hash=b"secret",
    )  # fmt: skip
    said = asked.to_query()
    assert "secret" not in str(said)
    assert from_query(said) == Filters(**{**asked.__dict__, "contact_hash": None})


def test_empty_fields_and_nonsense_are_no_filter() -> None:
    assert from_query({"state": "", "since": "yesterday", "until": "", "urgent": ""}) == Filters()


def test_a_marker_comes_back() -> None:
    marker = datetime(2026, 11, 23, 5, tzinfo=PAKISTAN), SOMEWHERE
    assert markers.read(markers.write(marker)) == marker


@pytest.mark.parametrize("word", ["", "x", "bm90aGluZw==", "MjAyNi0wMS0wMXxub3RhbmlkCg==", "ی"])
def test_a_marker_of_somebody_else_is_refused(word: str) -> None:
    with pytest.raises(markers.BadCursor):
        markers.read(word)


@pytest.mark.parametrize(
    ("role", "office", "has", "has_not"),
    [
        ("officer", SOMEWHERE, {"office", "raised", "overdue", "all"}, {"sealed"}),
        ("triage", None, {"unaccepted", "all"}, {"office", "raised", "sealed"}),
        ("oversight", SOMEWHERE, {"sealed", "overdue"}, {"raised"}),
        ("district_administrator", None, {"all"}, {"sealed", "office"}),
    ],
)
def test_each_role_has_its_queues(role: str, office: UUID | None, has: set[str], has_not: set[str]) -> None:
    found = set(queues_of(Viewer(role, office, COUNTRY)))
    assert has <= found
    assert not has_not & found


def test_the_day_ends_at_midnight_in_pakistan() -> None:
    late_evening = datetime(2026, 11, 23, 18, 59, tzinfo=timezone(timedelta(0)))  # 23:59 there
    assert end_of_day(late_evening) - late_evening == timedelta(minutes=1)
