"""The forms of a case's page over HTTP: they work, they refuse, and a refusal says why."""

import httpx
import pytest
from sqlalchemy import select

from gateway.access import officials
from gateway.audit import service as audit
from gateway.db import Database
from gateway.web.dependencies import SESSION_COOKIE
from models.case import Case
from models.office import Office
from tests.line.test_console_and_api import browser, references, sign_in  # noqa: F401 - fixtures

ANSWER = "The clerk has been suspended and the money was returned."


def token_of(client: httpx.AsyncClient) -> str:
    return officials.form_token(client.cookies[SESSION_COOKIE])


async def act(client: httpx.AsyncClient, reference: str, name: str, **fields: str) -> httpx.Response:
    data = {"form_token": token_of(client)} | fields
    return await client.post(f"/console/cases/{reference}/{name}", data=data, headers={"origin": "http://test"})


async def case_of(database: Database, reference: str) -> Case:
    async with database.unit_of_work() as session:
        return (await session.scalars(select(Case).where(Case.reference == reference))).one()


async def test_oversight_accepts_and_answers_a_sealed_case(
    browser: httpx.AsyncClient,  # noqa: F811
    database: Database,
    references: list[str],  # noqa: F811
) -> None:
    await sign_in(browser, "oversight")
    page = (await browser.get(f"/console/cases/{references[1]}")).text
    assert f"/console/cases/{references[1]}/accept" in page
    assert (await act(browser, references[1], "accept")).headers["location"] == f"/console/cases/{references[1]}"
    assert (await act(browser, references[1], "answer", outcome="granted", text=ANSWER)).status_code == 303
    found = await case_of(database, references[1])
    assert (found.state, found.answer) == ("answered", ANSWER)
    async with database.unit_of_work() as session:
        told = [one.action async for one in audit.read(session) if one.subject == str(found.id)]
    assert told == ["case_accepted", "case_answered"]
    page = (await browser.get(f"/console/cases/{references[1]}?lang=ur")).text
    assert ANSWER in page
    assert "/answer" not in page, "an answered case waits for the citizen"


async def test_triage_only_sends_cases_on(
    browser: httpx.AsyncClient,  # noqa: F811
    database: Database,
    references: list[str],  # noqa: F811
) -> None:
    await sign_in(browser, "triage")
    page = (await browser.get(f"/console/cases/{references[0]}")).text
    assert "/transfer" in page
    assert "/accept" not in page
    refused = await act(browser, references[0], "accept")
    assert "fault=not_yours" in refused.headers["location"]
    assert 'role="alert"' in (await browser.get(refused.headers["location"])).text
    code = "ac-punjab-gujranwala-teh-kamoke"
    assert (await act(browser, references[0], "transfer", office=code, reason="theirs to do")).status_code == 303
    async with database.unit_of_work() as session:
        office = (await session.scalars(select(Office).where(Office.code == code))).one()
    assert (await case_of(database, references[0])).office_id == office.id


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"office": "nowhere", "reason": "theirs to do"}, "no_such_office"),
        ({"office": "ac-punjab-gujranwala-teh-kamoke", "reason": ""}, "reason_missing"),
    ],
)
async def test_a_refused_form_changes_nothing_and_says_why(
    browser: httpx.AsyncClient,  # noqa: F811
    database: Database,
    references: list[str],  # noqa: F811
    fields: dict[str, str],
    fault: str,
) -> None:
    await sign_in(browser, "triage")
    before = await case_of(database, references[0])
    answer = await act(browser, references[0], "transfer", **fields)
    assert answer.headers["location"].endswith(f"?fault={fault}#acts")
    after = await case_of(database, references[0])
    assert (after.office_id, after.state) == (before.office_id, before.state)


async def test_a_sealed_case_cannot_be_worked_by_who_may_not_know_of_it(
    browser: httpx.AsyncClient,  # noqa: F811
    references: list[str],  # noqa: F811
) -> None:
    await sign_in(browser, "triage")
    known = await act(browser, references[1], "transfer", office="x", reason="theirs to do")
    unknown = await act(browser, "0000000", "transfer", office="x", reason="theirs to do")
    assert (known.status_code, known.text.replace(references[1], "")) == (unknown.status_code, unknown.text)


async def test_a_form_of_another_site_works_no_case(
    browser: httpx.AsyncClient,  # noqa: F811
    references: list[str],  # noqa: F811
) -> None:
    await sign_in(browser, "triage")
    answer = await browser.post(f"/console/cases/{references[0]}/transfer", data={"form_token": "guessed"})
    assert answer.json()["code"] == "cross_site_form"
