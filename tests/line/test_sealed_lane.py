"""Whoever is complained about finds nothing: no list, number, file, act, answer of the API, log or text tells."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

import httpx
import pytest
from sqlalchemy import event, select

from gateway.access import officials, tokens
from gateway.clock import SimulatedClock
from gateway.db import Database
from gateway.dialogue.contract import OpenCase
from gateway.protect import Protector
from gateway.web.dependencies import SESSION_COOKIE
from models.base import new_id
from models.case import Case
from models.office import Office
from models.outbound_message import OutboundMessage
from tests.line.test_routes_and_roles import application
from tests.support.dialogue import KAMOKE, Talk
from tests.support.officials import add, cookie_of, make_officials

NEVER = "7K2M9QR"
# The office itself, who stands above and beside it, the desk that sees every open case, and a cell elsewhere.
BLIND = (
    "officer", "office_head", "far_officer", "district_administrator", "province_administrator", "triage", "auditor",
    "operator", "far_oversight", "insider", "district_cell",
)  # fmt: skip


@pytest.fixture
async def sealed(seeded: Database, protector: Protector, clock: SimulatedClock) -> Case:
    """A complaint that accuses the office of Kamoke, with officials of that office and around it."""
    talk = Talk(seeded, protector)
    command = OpenCase(category="water_supply", description="he took money", area_id=KAMOKE, is_accusation=True)
    await talk.say("he took money", command, now=clock.now())
    async with seeded.unit_of_work() as session:
        case = (await session.scalars(select(Case))).one()
        assert case.accused_office_id is not None
    await make_officials(seeded, case.accused_office_id)
    async with seeded.unit_of_work() as session:
        # One has the right role but sits in the accused office; the other's cell is no higher than the accused.
        for name, office_id, area in (("insider", case.accused_office_id, "punjab"), ("district_cell", None, None)):
            await add(session, name, "oversight", office_id, area or "punjab-dist-gujranwala")
    return case


@pytest.fixture
async def client(seeded: Database, protector: Protector) -> AsyncIterator[httpx.AsyncClient]:
    app = application()
    app.state.database, app.state.protector = seeded, protector
    origin = {"origin": "http://test"}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test", headers=origin) as made:
        yield made


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """What the database is asked meanwhile."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        asked.append(statement)

    event.listen(database.engine.sync_engine, "before_cursor_execute", note)
    yield asked
    event.remove(database.engine.sync_engine, "before_cursor_execute", note)


@pytest.mark.parametrize("name", BLIND)
async def test_nothing_tells_that_it_exists(
    client: httpx.AsyncClient, seeded: Database, sealed: Case, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    secret = await cookie_of(seeded, name)
    client.cookies.set(SESSION_COOKIE, secret)
    capsys.readouterr()
    listed = await client.get("/console/cases")
    for state in ("routed", "", "closed"):
        listed = await client.get(f"/console/cases?state={state}")
        assert sealed.reference not in listed.text
        assert "next_cursor" not in listed.text
    form = {"form_token": officials.form_token(secret), "office": "triage", "reason": "not ours"}
    form |= {"outcome": "granted", "text": "It was looked into and settled."}
    for path in ("", f"/attachments/{new_id()}", "/accept", "/start", "/answer", "/transfer"):
        answers, work = [], []
        for reference in (sealed.reference, NEVER):
            with statements(seeded) as asked:
                address = f"/console/cases/{reference}{path}"
                is_read = path in ("",) or path.startswith("/attachments")
                answers.append(await (client.get(address) if is_read else client.post(address, data=form)))
            work.append(asked)
        told = [(one.status_code, one.headers.get("location"), one.text) for one in answers]
        assert told[0] == told[1] == (303, "/console/missing", ""), path
        assert work[0] == work[1], "the same questions to the database, whether it is there or not"
    said = capsys.readouterr()
    assert all(word not in said.out + said.err for word in (sealed.reference, str(sealed.id), "he took money"))


async def test_the_api_tells_a_plain_token_nothing(client: httpx.AsyncClient, seeded: Database, sealed: Case) -> None:
    async with seeded.unit_of_work() as session:
        token = await tokens.create(session, name="plain", scopes=["cases:read", "contacts:search"])
        office = await session.get_one(Office, sealed.office_id)
    headers = {"authorization": f"Bearer {token}"}
    for query in ("", "?state=routed", "?category=water_supply", f"?office={office.code}", "?contact=03001234567"):
        answer = await client.get(f"/api/v1/cases{query}", headers=headers)
        assert answer.json() == {"items": [], "next_cursor": None}
    told = [await client.get(f"/api/v1/cases/{one}", headers=headers) for one in (sealed.reference, NEVER)]
    assert (told[0].status_code, told[0].text) == (404, told[1].text)


async def test_the_cell_above_sees_it(client: httpx.AsyncClient, seeded: Database, sealed: Case) -> None:
    client.cookies.set(SESSION_COOKIE, await cookie_of(seeded, "oversight"))
    assert sealed.reference in (await client.get("/console/cases")).text
    assert (await client.get(f"/console/cases/{sealed.reference}")).status_code == 200


async def test_texts_name_neither_the_accused_nor_the_matter(seeded: Database, sealed: Case) -> None:
    async with seeded.unit_of_work() as session:
        accused = await session.get_one(Office, sealed.accused_office_id)
        bodies = "\n".join(await session.scalars(select(OutboundMessage.body)))
    assert sealed.reference in bodies
    assert accused.name_en not in bodies
    assert "money" not in bodies
