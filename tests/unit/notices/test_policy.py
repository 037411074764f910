"""When and by which channel an official is texted, and what the text costs."""

from datetime import UTC, datetime, time, timedelta

import pytest

from gateway.channels.segments import count
from gateway.i18n.catalog import render
from gateway.i18n.check import EVERYWHERE, TYPICAL
from gateway.notices.policy import channel_for, leaves_at
from gateway.notices.service import WORKABLE

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "begins", "ends", "leaves"),
    [
        ((23, 7, 59), time(21), time(8), (23, 8, 0)),
        ((23, 8, 0), time(21), time(8), (23, 8, 0)),
        ((23, 20, 59), time(21), time(8), (23, 20, 59)),
        ((23, 21, 0), time(21), time(8), (24, 8, 0)),
        ((23, 13, 30), time(13), time(14), (23, 14, 0)),
        ((23, 3, 0), time(0), time(0), (23, 3, 0)),
    ],
)
def test_what_is_not_urgent_waits_for_the_morning(
    now: tuple[int, int, int], begins: time, ends: time, leaves: tuple[int, int, int]
) -> None:
    day, hour, minute = now
    local = datetime(2026, 11, day, hour, minute, tzinfo=UTC)
    assert leaves_at(local, begins, ends) == datetime(2026, 11, leaves[0], leaves[1], leaves[2], tzinfo=UTC)


@pytest.mark.parametrize(
    ("wish", "last_inbound", "channel"),
    [
        ("web", {"sms": NOW, "whatsapp": NOW}, None),
        ("sms", {"sms": None}, "sms"),
        ("sms", {"whatsapp": NOW}, None),
        ("whatsapp", {"sms": None, "whatsapp": NOW - timedelta(hours=1)}, "whatsapp"),
        ("whatsapp", {"sms": None, "whatsapp": NOW - timedelta(hours=24)}, "sms"),
        ("whatsapp", {"whatsapp": None}, None),
    ],
)
def test_the_channel_is_the_one_that_reaches_her(
    wish: str, last_inbound: dict[str, datetime | None], channel: str | None
) -> None:
    assert channel_for(wish, last_inbound, NOW) == channel


@pytest.mark.parametrize("kind", sorted(WORKABLE))
@pytest.mark.parametrize(("language", "most"), [("en", 1), ("ur_Latn", 1), ("ur", 2)])
def test_a_notice_with_its_answers_costs_little(kind: str, language: str, most: int) -> None:
    values = TYPICAL[language] | EVERYWHERE
    text = render(f"notice_{kind}", language, values) + "\n" + render("work_how", language, {})
    assert count(text).parts <= most, text
