"""Late cases go up, all of them, once each, whoever ticks and however often."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from gateway.clock import SimulatedClock
from gateway.db import Database
from gateway.dialogue.contract import OpenCase
from gateway.escalation import service as escalation
from gateway.protect import Protector
from models.case import Case
from models.case_alarm import CaseAlarm
from models.case_event import CaseEvent
from models.notice import Notice
from models.office import Office
from models.outbound_message import OutboundMessage
from tests.support.dialogue import Talk, grievance, rows


async def filed(
    database: Database, protector: Protector, clock: SimulatedClock, command: OpenCase | None = None
) -> Case:
    """One case in Kamoke, and its sentences out of the way."""
    await Talk(database, protector).say("pani nahi", command or grievance(), now=clock.now())
    (case,) = await rows(database, Case)
    return case


async def after(database: Database, protector: Protector, clock: SimulatedClock, moment: datetime) -> Case:
    """The only case when the clock shows `moment` and the scheduler has ticked."""
    clock.moment = moment
    await escalation.tend(database, protector, clock.now())
    (case,) = await rows(database, Case)
    return case


async def state(database: Database, name: str) -> None:
    async with database.unit_of_work() as session:
        case = (await session.scalars(select(Case))).one()
        case.state = name
        if name == "waiting_for_citizen":
            case.paused_at, case.paused_until = case.opened_at, case.resolve_due_at + timedelta(days=7)


async def raised(database: Database) -> list[tuple[str, str, int]]:
    return [(a.clock, a.kind, a.number) for a in await rows(database, CaseAlarm) if a.status == "raised"]


async def test_a_case_that_nobody_accepts_goes_up_level_by_level(
    seeded: Database, protector: Protector, clock: SimulatedClock
) -> None:
    case = await filed(seeded, protector, clock)
    assert case.escalated_to_id is None
    case = await after(seeded, protector, clock, case.acknowledge_due_at - timedelta(minutes=1))
    assert (case.escalation_level, await raised(seeded)) == (0, [("acknowledge", "warning", 0)])
    due = (case.acknowledge_due_at, case.first_action_due_at, case.resolve_due_at)
    kinds = []
    for day in range(30):
        case = await after(seeded, protector, clock, case.acknowledge_due_at + timedelta(days=day))
        if case.escalated_to_id and len(kinds) < case.escalation_level:
            (above,) = [one for one in await rows(seeded, Office) if one.id == case.escalated_to_id]
            kinds.append(above.office_type)
    assert kinds == ["assistant_commissioner", "deputy_commissioner", "commissioner", "chief_secretary"]
    assert (case.acknowledge_due_at, case.first_action_due_at, case.resolve_due_at) == due
    events = [e.data["level"] for e in await rows(seeded, CaseEvent) if e.kind == "case_escalated"]
    assert sorted(events) == [1, 2, 3, 4]
    first_above = next(e.data["office_id"] for e in await rows(seeded, CaseEvent) if e.data.get("level") == 1)
    heard = {one.kind for one in await rows(seeded, Notice) if str(one.office_id) == first_above}
    assert heard == {"escalated", "due_soon", "overdue"}, "before it goes on up, and then"
    told = [o for o in await rows(seeded, OutboundMessage) if o.message_keys == ["case_escalated"]]
    assert len(told) == 4
    assert case.reference in told[0].body


async def test_an_accepted_and_answered_case_is_left_alone(
    seeded: Database, protector: Protector, clock: SimulatedClock
) -> None:
    case = await filed(seeded, protector, clock)
    await state(seeded, "in_progress")
    case = await after(seeded, protector, clock, case.acknowledge_due_at + timedelta(days=1))
    assert await raised(seeded) == []
    case = await after(seeded, protector, clock, case.resolve_due_at - timedelta(minutes=5))
    assert await raised(seeded) == [("resolve", "warning", 0)]
    assert case.escalation_level == 0
    async with seeded.unit_of_work() as session:
        one = (await session.scalars(select(Case))).one()
        one.state, one.outcome, one.answer, one.answered_at = "answered", "granted", "Pump repaired.", clock.now()
    case = await after(seeded, protector, clock, case.resolve_due_at + timedelta(days=40))
    assert case.escalation_level == 0
    assert {a.status for a in await rows(seeded, CaseAlarm)} == {"kept", "raised"}


async def test_clocks_that_were_paused_are_looked_at_when_they_run_out(
    seeded: Database, protector: Protector, clock: SimulatedClock
) -> None:
    case = await filed(seeded, protector, clock)
    await state(seeded, "waiting_for_citizen")
    before = case.resolve_due_at
    await after(seeded, protector, clock, before + timedelta(days=1))
    assert await raised(seeded) == [], "her own time is nobody's delay"
    async with seeded.unit_of_work() as session:
        one = (await session.scalars(select(Case))).one()
        one.state, one.resolve_due_at = "in_progress", before + timedelta(days=7)
        one.paused_at, one.paused_until = None, None
    case = await after(seeded, protector, clock, before + timedelta(days=1, hours=1))
    assert case.escalation_level == 0
    case = await after(seeded, protector, clock, before + timedelta(days=7, hours=1))
    assert case.escalation_level == 1


async def test_250_late_cases_go_up_in_one_run_once_each_with_two_schedulers(
    seeded: Database, protector: Protector, clock: SimulatedClock
) -> None:
    for number in range(250):
        talk = Talk(seeded, protector, phone=f"+92300{number:07}")
        await talk.say("pani nahi", grievance(), now=clock.now())
    cases = await rows(seeded, Case)
    clock.moment = cases[0].acknowledge_due_at + timedelta(minutes=1)
    await asyncio.gather(*(escalation.tend(seeded, protector, clock.now()) for _ in range(2)))
    assert {one.escalation_level for one in await rows(seeded, Case)} == {1}
    events = [e.case_id for e in await rows(seeded, CaseEvent) if e.kind == "case_escalated"]
    assert len(events) == len(set(events)) == 250
    told = [o.case_id for o in await rows(seeded, OutboundMessage) if o.message_keys == ["case_escalated"]]
    assert len(told) == len(set(told)) == 250
    await escalation.tend(seeded, protector, clock.now())
    assert len([e for e in await rows(seeded, CaseEvent) if e.kind == "case_escalated"]) == 250


async def test_a_tick_that_dies_leaves_everything_due(
    seeded: Database, protector: Protector, clock: SimulatedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = await filed(seeded, protector, clock)

    async def dies(*_: object, **__: object) -> None:
        raise ConnectionError

    with monkeypatch.context() as broken:
        broken.setattr(escalation.followup, "tell", dies)
        with pytest.raises(ConnectionError):
            await after(seeded, protector, clock, case.acknowledge_due_at + timedelta(minutes=1))
    assert [a.clock for a in await rows(seeded, CaseAlarm) if a.status == "raised"] == ["acknowledge"]
    case = await after(seeded, protector, clock, case.acknowledge_due_at + timedelta(minutes=2))
    assert case.escalation_level == 1


async def test_nobody_is_told_at_night_and_a_sealed_case_goes_up_to_no_office(
    seeded: Database, protector: Protector, clock: SimulatedClock
) -> None:
    case = await filed(seeded, protector, clock, grievance(category="corruption"))
    assert case.is_sealed
    night = (case.acknowledge_due_at + timedelta(days=3)).replace(hour=20)  # 01:00 in Pakistan
    await after(seeded, protector, clock, night)
    assert await raised(seeded) == []
    case = await after(seeded, protector, clock, night + timedelta(hours=10))
    assert await raised(seeded) != []
    assert (case.escalation_level, case.escalated_to_id) == (0, None)
    assert not [o for o in await rows(seeded, OutboundMessage) if o.message_keys == ["case_escalated"]]


async def test_offices_are_told_before_and_when_a_promise_breaks(
    seeded: Database, protector: Protector, clock: SimulatedClock
) -> None:
    case = await filed(seeded, protector, clock)
    case = await after(seeded, protector, clock, case.acknowledge_due_at + timedelta(days=1))
    offices = {one.id: one.office_type for one in await rows(seeded, Office)}
    told = {(one.kind, offices[one.office_id]) for one in await rows(seeded, Notice)}
    below, above = offices[case.office_id], "assistant_commissioner"
    assert told >= {("new_case", below), ("due_soon", below), ("overdue", below), ("escalated", above)}
