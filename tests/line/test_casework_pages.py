"""The forms of a case's page over HTTP: they work, they refuse, and a refusal says why."""

import re
from collections.abc import AsyncIterator

import httpx
import pytest
from sqlalchemy import select

from gateway.access import officials
from gateway.db import Database
from gateway.web.dependencies import SESSION_COOKIE
from models.case import Case
from models.office import Office
from tests.line.test_console_and_api import browser, references, sign_in  # noqa: F401 - fixtures
from tests.support.files import SECRET, photo

ANSWER = "The clerk has been suspended and the money was returned."


def token_of(client: httpx.AsyncClient) -> str:
    return officials.form_token(client.cookies[SESSION_COOKIE])


async def act(client: httpx.AsyncClient, reference: str, name: str, *files: bytes, **fields: str) -> httpx.Response:
    data = {"form_token": token_of(client)} | fields
    sent = [("file", ("photo", content)) for content in files] or None
    return await client.post(
        f"/console/cases/{reference}/{name}", data=data, files=sent, headers={"origin": "http://test"}
    )


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
    done = await act(browser, references[1], "answer", photo(), reason="action_taken", text=ANSWER, evidence="F-12")
    assert done.status_code == 303
    found = await case_of(database, references[1])
    assert (found.state, found.answer) == ("answered", ANSWER)
    page = (await browser.get(f"/console/cases/{references[1]}?lang=ur")).text
    assert all(words in page for words in (ANSWER, "F-12", "ذمہ داروں کے خلاف کارروائی ہو گئی ہے", "دفتر کی طرف سے"))
    files = re.findall(r'<a href="([^"]+)" download>', page)
    shown = await browser.get(files[0])
    assert (shown.headers["content-type"], SECRET.encode() in shown.content) == ("image/jpeg", False)
    assert "/answer" not in page, "an answered case waits for the citizen"


async def test_triage_only_sends_cases_on(
    browser: httpx.AsyncClient,  # noqa: F811
    database: Database,
    references: list[str],  # noqa: F811
) -> None:
    await sign_in(browser, "triage")
    page = (await browser.get(f"/console/cases/{references[0]}")).text
    assert "/transfer" in page
    assert '<option value="dc-punjab-dist-gujranwala">Deputy Commissioner' in page
    assert "/accept" not in page
    refused = await act(browser, references[0], "accept")
    assert refused.status_code == 403
    assert 'role="alert"' in refused.text
    code = "ac-punjab-gujranwala-teh-kamoke"
    assert (await act(browser, references[0], "transfer", office=code, reason="theirs to do")).status_code == 303
    async with database.unit_of_work() as session:
        office = (await session.scalars(select(Office).where(Office.code == code))).one()
    assert (await case_of(database, references[0])).office_id == office.id


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"code": "nowhere", "reason": "theirs to do"}, "There is no such office"),
        ({"office": "ac-punjab-gujranwala-teh-kamoke", "reason": ""}, "Say why it goes"),
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
    assert (answer.status_code, fault in answer.text) == (400, True)
    for typed in filter(None, fields.values()):
        assert f'value="{typed}"' in answer.text or f'value="{typed}" selected' in answer.text
    after = await case_of(database, references[0])
    assert (after.office_id, after.state) == (before.office_id, before.state)


@pytest.mark.parametrize(
    ("files", "fields", "told"),
    [
        ((), {"reason": "action_taken"}, "Add a photo or a document"),
        ((b"<svg onload=alert(1)>",), {"reason": "action_taken"}, "Only photos"),
        ((photo(),), {"reason": "cleaned"}, "Choose an outcome and reason"),
        ((photo(),) * 4, {"reason": "action_taken"}, "more than 3"),
        ((photo()[:500],), {"reason": "action_taken"}, "damaged"),
    ],
    ids=["nothing shown", "no photo", "reason of another category", "too many", "damaged"],
)
async def test_a_refused_answer_keeps_what_was_typed_and_no_file(
    browser: httpx.AsyncClient,  # noqa: F811
    database: Database,
    references: list[str],  # noqa: F811
    files: tuple[bytes, ...],
    fields: dict[str, str],
    told: str,
) -> None:
    await sign_in(browser, "oversight")
    answer = await act(browser, references[1], "answer", *files, text=ANSWER, **fields)
    assert (answer.status_code, told in answer.text) == (400, True)
    if len(files) <= 3:  # a form with too many files is not read to its end
        assert ANSWER in answer.text
    assert (await case_of(database, references[1])).state == "routed"
    store = browser._transport.app.state.keeper.store  # type: ignore[attr-defined]  # the app behind the client
    assert not [path for path in store._folder.rglob("*") if path.is_file()]


async def test_an_upload_without_length_or_of_another_site_is_not_read(
    browser: httpx.AsyncClient,  # noqa: F811
    references: list[str],  # noqa: F811
) -> None:
    await sign_in(browser, "oversight")

    async def endless() -> AsyncIterator[bytes]:
        yield b"x"
        raise AssertionError("it was read")

    address = f"/console/cases/{references[1]}/answer"
    assert "larger than 16 MB" in (await browser.post(address, content=endless())).text
    stranger = await browser.post(address, data={"form_token": "guessed"}, files={"file": photo()})
    assert stranger.json()["code"] == "cross_site_form"


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


async def test_an_answer_begins_from_a_template_in_her_language_and_tells_its_cost(
    browser: httpx.AsyncClient,  # noqa: F811
    references: list[str],  # noqa: F811
) -> None:
    await sign_in(browser, "triage")
    await act(browser, references[0], "transfer", office="wasa-punjab-dist-gujranwala", reason="theirs to do")
    await sign_in(browser, "officer")
    page = (await browser.get(f"/console/cases/{references[0]}?template=supply_restored")).text
    assert "Hum ne ___ ko kharabi door kar di hai" in page
    assert re.search(r"SMS parts with the question: <bdi>[12]</bdi>", page)
    left = await act(browser, references[0], "answer", photo(), reason="repaired", text="Hum ne ___ ko kaam kia")
    assert (left.status_code, "Fill in the gaps" in left.text) == (400, True)
    assert "___" not in (await browser.get(f"/console/cases/{references[0]}?template=light_repaired")).text


async def test_notes_links_and_following_work_from_the_page(
    browser: httpx.AsyncClient,  # noqa: F811
    references: list[str],  # noqa: F811
) -> None:
    await sign_in(browser, "triage")
    here = f"/console/cases/{references[0]}"
    assert (await act(browser, references[0], "note", text="<b>asked</b> by telephone, @oversight")).status_code == 303
    assert (await act(browser, references[0], "follow", wanted="1")).status_code == 303
    page = (await browser.get(here)).text
    assert "&lt;b&gt;asked&lt;/b&gt; by telephone" in page
    assert "Follow it no more" in page
    refused = await act(browser, references[0], "note", text="look, @nobody-here")
    assert (refused.status_code, "look, @nobody-here" in refused.text) == (400, True)
    linked = await act(browser, references[0], "link", other=references[1])
    unknown = await act(browser, references[0], "link", other="0000000")
    assert (linked.status_code, linked.text.replace(references[1], "0000000")) == (400, unknown.text)
