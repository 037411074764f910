"""Forty-five days in a moment: who is asked, what goes up, in order; and only where it does no harm."""

from datetime import UTC, datetime, timedelta

import pytest

from gateway import clock as clocks
from gateway.clock import SimulatedClock
from gateway.db import Database
from gateway.followup.reading import Happened
from gateway.outbox.fallback import OtherWays
from gateway.protect import Protector
from gateway.workers import rehearsal
from tests.support.channel import FakeChannel
from tests.support.dialogue import Talk, grievance
from tests.support.outbox import an_outlet

NOW = datetime(2026, 11, 25, 5, 0, tzinfo=UTC)


async def test_45_days_of_a_case_that_nobody_touches(
    seeded: Database, protector: Protector, clock: SimulatedClock
) -> None:
    for phone, command in (("+923001112233", grievance()), ("+923001112234", grievance("corruption"))):
        await Talk(seeded, protector, phone=phone).say("pani nahi", command, now=clock.now())
    channel, told = FakeChannel(), list[Happened]()
    outlet = an_outlet(seeded, channel, protector, other_ways=OtherWays(sms_sender="+15005550006"))
    begun = clock.now()
    count = await rehearsal.rehearse(outlet, begun + timedelta(days=45), told.append)
    assert count == len(told)
    assert [one.at for one in told] == sorted(one.at for one in told)
    assert len({one.reference for one in told}) == 1, "a sealed case is shown to nobody"
    kinds = [one.what for one in told]
    assert kinds.count("case_escalated") == 4
    assert kinds.count("asked_contacted") == 1
    assert kinds.count("ombudsman_offered") == 1
    assert all(one.at <= begun + timedelta(days=45) for one in told)
    assert len(channel.taken) >= 5
    assert clocks.now() != begun + timedelta(days=45)


@pytest.mark.parametrize(
    ("words", "meant"),
    [("45d", NOW + timedelta(days=45)), ("2026-12-01", datetime(2026, 11, 30, 19, 0, tzinfo=UTC))],
)
def test_moments_as_they_are_written(words: str, meant: datetime) -> None:
    assert rehearsal.moment_meant(words, NOW) == meant


@pytest.mark.parametrize("words", ["0d", "-3d", "tomorrow", "2020-01-01", "9999999999d", "500d", "d", ""])
def test_other_moments_are_refused(words: str) -> None:
    with pytest.raises(rehearsal.NotAhead):
        rehearsal.moment_meant(words, NOW)
