"""The citizen's number: hidden, told once for a reason, and written down; never to auditors."""

# ruff: noqa: F811 - fixtures are found by name

import httpx
from sqlalchemy import select

from gateway.audit import service as audit
from gateway.clock import SimulatedClock
from gateway.db import Database
from gateway.protect import Protector
from gateway.web.dependencies import SESSION_COOKIE
from models.case import Case
from tests.line.test_casework_pages import act, case_of
from tests.line.test_sealed_lane import client, sealed  # noqa: F401 - fixtures
from tests.support.dialogue import Talk, grievance
from tests.support.officials import cookie_of

NUMBER, REASON = "+923001234567", "she asked to be called"


async def filed(database: Database, protector: Protector, clock: SimulatedClock) -> str:
    """The number of an ordinary case."""
    talk = Talk(database, protector, phone="+923009876543")
    await talk.say("no water", grievance(), now=clock.now())
    async with database.unit_of_work() as session:
        return (await session.scalars(select(Case.reference).where(Case.is_sealed.is_(False)))).one()


async def test_told_once_for_a_reason_and_written_down(
    client: httpx.AsyncClient,
    seeded: Database,
    protector: Protector,
    clock: SimulatedClock,
    sealed: Case,
) -> None:
    reference = await filed(seeded, protector, clock)
    client.cookies.set(SESSION_COOKIE, await cookie_of(seeded, "triage"))
    page = (await client.get(f"/console/cases/{reference}")).text
    assert "9876543" not in page
    refused = await act(client, reference, "reveal", reason="why")
    assert "fault=reveal_reason_missing" in refused.headers["location"]
    assert 'role="alert"' in (await client.get(refused.headers["location"])).text
    shown = await act(client, reference, "reveal", reason=REASON)
    assert "+923009876543" in shown.text
    assert "no-store" in shown.headers["cache-control"]
    assert "9876543" not in (await client.get(f"/console/cases/{reference}")).text
    async with seeded.unit_of_work() as session:
        revealed = [one async for one in audit.read(session) if one.action == "identity_revealed"]
    case = await case_of(seeded, reference)
    assert [(one.subject, one.reason) for one in revealed] == [(str(case.id), REASON)]


async def test_an_auditor_reads_the_case_and_learns_nobody(
    client: httpx.AsyncClient,
    seeded: Database,
    protector: Protector,
    clock: SimulatedClock,
    sealed: Case,
) -> None:
    reference = await filed(seeded, protector, clock)
    client.cookies.set(SESSION_COOKIE, await cookie_of(seeded, "auditor"))
    page = (await client.get(f"/console/cases/{reference}")).text
    assert "Protected citizen" in page
    assert "/reveal" not in page
    refused = await act(client, reference, "reveal", reason=REASON)
    assert "fault=not_yours" in refused.headers["location"]


async def test_a_sealed_case_shows_a_protected_citizen(
    client: httpx.AsyncClient, seeded: Database, sealed: Case
) -> None:
    client.cookies.set(SESSION_COOKIE, await cookie_of(seeded, "oversight"))
    page = (await client.get(f"/console/cases/{sealed.reference}")).text
    assert "Protected citizen" in page
    assert "4567" not in page
    assert NUMBER in (await act(client, sealed.reference, "reveal", reason=REASON)).text
