"""The review pages over HTTP, without a script: who finds what, what is hidden, what a form does."""

import re
from collections.abc import AsyncIterator
from uuid import UUID

import httpx
import pytest
from pydantic import SecretStr
from sqlalchemy import select

from gateway.app import create_app
from gateway.clock import SimulatedClock
from gateway.db import Database
from gateway.protect import Protector
from gateway.seed import seed
from gateway.settings import Settings
from models.correction import Correction
from tests.support.officials import proving
from tests.support.review import written

PASSWORDS = {name: f"{name}-password" for name in ("officer", "triage", "oversight", "operator")}
SAID = "گیس نہیں آ رہی، فون ۰۳۰۰-۱۲۳۴۵۶۷، شناختی کارڈ 35202-1234567-1"
GOOD = {
    "intent": "file_grievance", "category": "gas", "district": "Gujranwala", "writing": "ur_Latn",
    "example_text": "gas nahi",
}  # fmt: skip


@pytest.fixture
async def browser(seeded: Database, protector: Protector, clock: SimulatedClock) -> AsyncIterator[httpx.AsyncClient]:
    await seed(seeded, passwords=PASSWORDS)
    settings = Settings(
        environment="test", encryption_keys=[SecretStr("A" * 43 + "=")], hash_key=SecretStr("test-hash-key"),
        twilio_api_origin="http://127.0.0.1:1", database_url="postgresql:///unused_test",
    )  # fmt: skip
    app = create_app(settings)
    app.state.database, app.state.protector = seeded, protector
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test", event_hooks=proving(seeded)) as client:
        yield client


async def sign_in(browser: httpx.AsyncClient, username: str) -> None:
    data = {"username": username, "password": PASSWORDS[username]}
    assert (await browser.post("/console/sign-in", data=data)).status_code == 303


def hidden(html: str) -> dict[str, str]:
    """The hidden fields of the form."""
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="(.*?)">', html))


async def send(browser: httpx.AsyncClient, turn_id: UUID, **fields: str) -> httpx.Response:
    """Open the page as a browser does and send its form."""
    shown = await browser.get(f"/console/review/{turn_id}")
    return await browser.post(f"/console/review/{turn_id}", data=hidden(shown.text) | GOOD | fields)


async def kept(database: Database) -> list[Correction]:
    async with database.unit_of_work() as session:
        return list(await session.scalars(select(Correction).order_by(Correction.id)))


@pytest.mark.parametrize(
    ("username", "plain", "accusing"),
    [("officer", False, False), ("triage", True, False), ("operator", False, False), ("oversight", True, True)],
)
async def test_each_role_finds_its_own(
    browser: httpx.AsyncClient, seeded: Database, protector: Protector, username: str, plain: bool, accusing: bool
) -> None:
    turns = {
        await written(seeded, protector, "koi masla"): plain,
        await written(seeded, protector, "patwari chor", is_accusation=True, phone="+923009999999"): accusing,
    }
    await sign_in(browser, username)
    listed = (await browser.get("/console/review")).text
    for turn_id, is_found in turns.items():
        assert (str(turn_id) in listed) is is_found
        answer = await browser.get(f"/console/review/{turn_id}")
        assert answer.status_code == (200 if is_found else 303)
        sent = await browser.post(f"/console/review/{turn_id}", data=GOOD | {"form_token": form_token(browser)})
        assert (sent.headers["location"] == "/console/missing") is not is_found
    assert len(await kept(seeded)) == plain + accusing
    cases = await browser.get("/console/cases")
    assert ("/console/review" in cases.text) is (username not in ("officer", "operator"))


def form_token(browser: httpx.AsyncClient) -> str:
    from gateway.access import officials
    from gateway.web.dependencies import SESSION_COOKIE

    return officials.form_token(browser.cookies[SESSION_COOKIE])


async def test_a_stranger_is_shown_the_way_in(browser: httpx.AsyncClient) -> None:
    for path in ("/console/review", "/console/review/decided", "/console/review/next"):
        assert (await browser.get(path)).headers["location"] == "/console/sign-in"


async def test_the_words_are_shown_as_written_and_hide_who_wrote_them(
    browser: httpx.AsyncClient, seeded: Database, protector: Protector
) -> None:
    turn_id = await written(seeded, protector, f"<b>{SAID}</b>", language="ur")
    await sign_in(browser, "triage")
    for path in ("/console/review?lang=en", f"/console/review/{turn_id}"):
        html = (await browser.get(path)).text
        assert 'lang="ur" dir="rtl"' in html
        assert "&lt;b&gt;گیس نہیں آ رہی، فون ••••-•••••••، شناختی کارڈ •••••-•••••••-•&lt;/b&gt;" in html
        assert "1234567" not in html
        assert "۱۲۳۴۵۶۷" not in html


async def test_the_page_tells_what_was_understood_and_by_which_model(
    browser: httpx.AsyncClient, seeded: Database, protector: Protector
) -> None:
    turn_id = await written(seeded, protector, "gas bijli")
    await sign_in(browser, "triage")
    html = (await browser.get(f"/console/review/{turn_id}")).text
    for told in ("c0ffee00beef", "Gas", "41 %", "Electricity", "30 %", "95 %", "Kamoke, Gujranwala", "Roman Urdu"):
        assert told in html
    assert 'value="Gujranwala"' in html
    checked = re.findall(r'name="(\w+)" value="(\w+)"[^>]* checked', html)
    assert checked == [("intent", "file_grievance"), ("writing", "ur_Latn")]  # the category is in doubt: nobody chose


async def test_only_what_was_sure_is_chosen_beforehand(
    browser: httpx.AsyncClient, seeded: Database, protector: Protector
) -> None:
    """A guess at the category in doubt must not slip in when somebody picks another intent and saves."""
    reading = {"intent": "reopen_case", "intent_confidence": 0.6, "category_confidence": 0.55}
    turn_id = await written(seeded, protector, "phir wahi", **reading)
    await sign_in(browser, "triage")
    html = (await browser.get(f"/console/review/{turn_id}")).text
    assert re.findall(r'name="(\w+)" value="(\w+)"[^>]* checked', html) == [("writing", "ur_Latn")]


async def test_a_form_is_kept_and_leads_to_the_next(
    browser: httpx.AsyncClient, seeded: Database, protector: Protector
) -> None:
    last = await written(seeded, protector, "pehla")
    first = await written(seeded, protector, "doosra")
    await sign_in(browser, "triage")
    answer = await send(browser, first)
    page = await browser.get(answer.headers["location"], follow_redirects=True)
    assert page.url.path == f"/console/review/{last}"
    assert "Saved." in page.text
    answer = await send(browser, last, action="set_aside")
    page = await browser.get(answer.headers["location"], follow_redirects=True)
    assert page.url.path == "/console/review"
    assert "Nothing is waiting." in page.text
    assert [(one.turn_id, one.decision) for one in await kept(seeded)] == [(first, "confirmed"), (last, "set_aside")]
    decided = (await browser.get("/console/review/decided")).text
    assert "Triage desk" in decided
    assert "23 November 10:00" in decided
    assert decided.index(str(last)) < decided.index(str(first))


async def test_what_is_missing_is_said_and_what_was_typed_stays(
    browser: httpx.AsyncClient, seeded: Database, protector: Protector
) -> None:
    turn_id = await written(seeded, protector, "gas")
    await sign_in(browser, "triage")
    answer = await send(browser, turn_id, category="", other_category="bijli ghar", district="Atlantis")
    assert answer.status_code == 422
    for told in ("There is no such category", "There is no such district", "bijli ghar", "Atlantis", 'role="alert"'):
        assert told in answer.text
    assert await kept(seeded) == []


async def test_a_category_may_be_typed_in_any_writing(
    browser: httpx.AsyncClient, seeded: Database, protector: Protector
) -> None:
    for typed in ("Electricity", "بجلی", "bijli"):
        turn_id = await written(seeded, protector, "masla")
        await sign_in(browser, "triage")
        assert (await send(browser, turn_id, category="", other_category=typed)).status_code == 303
    assert [one.category_code for one in await kept(seeded)] == ["electricity"] * 3


async def test_somebody_elses_decision_is_shown_and_not_overwritten(
    browser: httpx.AsyncClient, seeded: Database, protector: Protector
) -> None:
    turn_id = await written(seeded, protector, "gas")
    await sign_in(browser, "triage")
    await send(browser, turn_id)
    answer = await send(browser, turn_id, seen="", intent="greet")
    assert answer.status_code == 422
    assert "Somebody else decided" in answer.text
    assert (await send(browser, turn_id, intent="greet")).status_code == 303
    assert [(one.intent, one.replaced_at is None) for one in await kept(seeded)] == [
        ("file_grievance", False), ("greet", True),
    ]  # fmt: skip


async def test_an_accusation_is_chosen_beforehand_where_the_bot_saw_one(
    browser: httpx.AsyncClient, seeded: Database, protector: Protector
) -> None:
    accusing = await written(seeded, protector, "rishwat", is_accusation=True)
    await sign_in(browser, "oversight")
    html = (await browser.get(f"/console/review/{accusing}")).text
    assert re.search(r'name="is_accusation"[^>]* checked', html)
    await send(browser, accusing, is_accusation="true")
    assert [one.is_accusation for one in await kept(seeded)] == [True]


async def test_only_oversight_is_asked_to_release(
    browser: httpx.AsyncClient, seeded: Database, protector: Protector
) -> None:
    plain = await written(seeded, protector, "gas")
    sealed = await written(seeded, protector, "rishwat", is_accusation=True)
    await sign_in(browser, "oversight")
    assert "is_released" not in (await browser.get(f"/console/review/{plain}")).text
    assert "is_released" in (await browser.get(f"/console/review/{sealed}")).text
    await send(browser, sealed, is_released="true")
    assert [one.released_at is not None for one in await kept(seeded)] == [True]


async def test_a_form_from_elsewhere_is_refused(
    browser: httpx.AsyncClient, seeded: Database, protector: Protector
) -> None:
    turn_id = await written(seeded, protector, "gas")
    await sign_in(browser, "triage")
    shown = hidden((await browser.get(f"/console/review/{turn_id}")).text)
    for data, headers in (
        (GOOD | shown | {"form_token": "guessed"}, {}),
        (GOOD | shown, {"origin": "https://evil.example"}),
    ):
        answer = await browser.post(f"/console/review/{turn_id}", data=data, headers=headers)
        assert answer.json()["code"] == "cross_site_form"
    assert await kept(seeded) == []


async def test_scripts_are_our_own_and_only_where_they_are_needed(
    browser: httpx.AsyncClient, seeded: Database, protector: Protector
) -> None:
    turn_id = await written(seeded, protector, "gas")
    await sign_in(browser, "triage")
    queue, turn = await browser.get("/console/review"), await browser.get(f"/console/review/{turn_id}")
    assert "script-src" not in queue.headers["content-security-policy"]
    assert turn.headers["content-security-policy"].endswith("script-src 'self'")
    assert re.findall(r"<script[^>]*>", turn.text) == ['<script src="/console/static/review.js" defer>']


async def test_pages_follow_each_other(browser: httpx.AsyncClient, seeded: Database, protector: Protector) -> None:
    turns = [await written(seeded, protector, f"masla {number}") for number in range(27)]
    await sign_in(browser, "triage")
    first = (await browser.get("/console/review?writing=ur_Latn")).text
    cursor = re.search(r'href="\?before=([0-9a-f-]+)&amp;writing=ur_Latn"', first)
    assert cursor
    second = (await browser.get(f"/console/review?writing=ur_Latn&before={cursor[1]}")).text
    shown = [
        one for html in (first, second) for one in re.findall(r'class="words" href="/console/review/([0-9a-f-]+)', html)
    ]
    assert shown == [str(one) for one in reversed(turns)]
    assert "before=" not in re.sub(r"<a [^>]*hreflang[^>]*>", "", second), "but for the other language's address"
    assert (await browser.get("/console/review?writing=ur")).text.count('class="words"') == 0
