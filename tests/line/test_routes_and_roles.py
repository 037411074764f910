"""Every address of the application against every role. An address without an entry here fails the first test."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy import select, update
from starlette.routing import Mount

from gateway.access import officials, tokens
from gateway.app import create_app
from gateway.clock import SimulatedClock
from gateway.db import Database
from gateway.dialogue.contract import OpenCase
from gateway.protect import Protector
from gateway.settings import Settings
from gateway.web.dependencies import SESSION_COOKIE
from models.attachment import Attachment
from models.case import Case
from models.official import Official, OfficialSession
from models.triage_item import TriageItem
from models.turn import Turn
from tests.support.dialogue import KAMOKE, Talk
from tests.support.officials import NAMES, cookie_of, make_officials
from tests.support.review import written

EVERYONE = frozenset(NAMES)
OFFICE = frozenset({"officer", "office_head"})
AREA = frozenset({"district_administrator", "province_administrator"})
SEERS = OFFICE | AREA | {"triage", "oversight", "auditor"}
SENDERS = OFFICE | AREA | {"triage", "oversight"}
REVIEWERS = frozenset({"triage", "oversight", "far_oversight"})
OVERSIGHT = frozenset({"oversight"})
NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Entry:
    """Who is let in, where `{reference}` is an ordinary case and where it is a sealed one; `sent`: the form."""

    ordinary: frozenset[str]
    sealed: frozenset[str] | None = None
    sent: dict[str, str] = field(default_factory=dict)


# A refusal that names the form's fault is let in: whoever may not act is told something else, or nothing.
OFFICIALS: dict[str, Entry] = {
    "GET /console": Entry(EVERYONE),
    "GET /console/cases": Entry(EVERYONE),
    "GET /console/cases/{reference}": Entry(SEERS, OVERSIGHT),
    "GET /console/cases/{reference}/attachments/{attachment_id}": Entry(SEERS - {"auditor"}, OVERSIGHT),
    "POST /console/cases/{reference}/answer": Entry(
        OFFICE, OVERSIGHT, {"outcome": "granted", "text": "The pump was repaired this morning."}
    ),
    "POST /console/cases/{reference}/transfer": Entry(SENDERS, OVERSIGHT, {"office": "nowhere", "reason": "not ours"}),
    "POST /console/cases/{reference}/reveal": Entry(
        SENDERS - {"oversight"}, OVERSIGHT, {"reason": "she asked to be called"}
    ),
    "POST /console/cases/{reference}/file": Entry(SEERS, NOBODY),
    "POST /console/cases/{reference}/ask": Entry(OFFICE, NOBODY, {"text": "Since when is it so?"}),
    "POST /console/cases/{reference}/assign": Entry(OFFICE, OVERSIGHT),
    "POST /console/cases/{reference}/note": Entry(SENDERS, OVERSIGHT, {"text": "Asked the pump house."}),
    "POST /console/cases/{reference}/link": Entry(SENDERS, OVERSIGHT, {"other": "0000000"}),
    "POST /console/cases/{reference}/follow": Entry(SENDERS, OVERSIGHT),
    "POST /console/cases/{reference}/{act}": Entry(OFFICE, OVERSIGHT),
    "GET /console/search": Entry(EVERYONE),
    "POST /console/search": Entry(EVERYONE, None, {"words": "pani"}),
    "GET /console/notices": Entry(EVERYONE),
    "POST /console/notices/choices": Entry(EVERYONE, None, {"notify_by": "web"}),
    "POST /console/notices/phone": Entry(EVERYONE, None, {"number": "12"}),
    "POST /console/notices/read": Entry(EVERYONE),
    "GET /console/triage": Entry(REVIEWERS),
    "GET /console/triage/{item_id}": Entry(REVIEWERS, OVERSIGHT),
    "POST /console/triage/{item_id}": Entry(REVIEWERS, OVERSIGHT, {"reason": "ok"}),
    "GET /console/account": Entry(EVERYONE),
    "POST /console/account/password": Entry(EVERYONE, None, {"new": "short"}),
    "POST /console/account/sessions/end": Entry(EVERYONE, None, {"session_id": "01a21375-8df8-74ce-88de-01188a8c53e8"}),
    "GET /console/accounts": Entry(AREA | {"operator", "far_district"}),
    "POST /console/accounts/{official_id}/reset": Entry(AREA | {"operator"}),
    "GET /console/review": Entry(REVIEWERS),
    "GET /console/review/decided": Entry(REVIEWERS),
    "GET /console/review/next": Entry(REVIEWERS),
    "GET /console/review/{turn_id}": Entry(REVIEWERS, OVERSIGHT),
    "POST /console/review/{turn_id}": Entry(REVIEWERS, OVERSIGHT, {"action": "set_aside"}),
}
SIGN_OUT = "POST /console/sign-out"
# For whoever has given the right password and no code yet.
HALF_WAY = ("GET /console/second-factor", "GET /console/second-factor/picture.svg", "POST /console/second-factor")
TOKENS: dict[str, dict[str, frozenset[str]]] = {
    "GET /api/v1/cases": {"ordinary": frozenset({"cases:read", "cases:sealed"})},
    "GET /api/v1/cases/{reference}": {
        "ordinary": frozenset({"cases:read", "cases:sealed"}), "sealed": frozenset({"cases:sealed"}),
    },
}  # fmt: skip
# They say nothing about people or cases, or are how one comes in.
OPEN_TO_ALL = {
    "GET /openapi.json", "GET /docs", "GET /docs/oauth2-redirect", "GET /redoc", "GET /healthz", "GET /readyz",
    "GET /metrics", "GET /console/sign-in", "POST /console/sign-in", "GET /console/missing",
    "GET /console/reset/{secret}", "POST /console/reset/{secret}", "MOUNT /console/static", "MOUNT /c/static",
    "GET /c/{token}", "POST /c/{token}", "GET /p/{secret}", "POST /p/{secret}",
}  # fmt: skip


@dataclass(frozen=True)
class Scene:
    """The application with an ordinary and a sealed case, one file and one turn to review of each."""

    app: FastAPI
    database: Database
    ids: dict[str, dict[str, Any]]


def addresses(routes: Any, prefix: str = "") -> Iterator[str]:
    """Method and path of every route, those of included routers too."""
    for route in routes:
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from addresses(inner.routes, prefix)
        elif isinstance(route, Mount):
            yield f"MOUNT {prefix}{route.path}"
        else:
            yield from (f"{method} {prefix}{route.path}" for method in route.methods - {"HEAD"})


def application() -> FastAPI:
    return create_app(
        Settings(
            environment="test", encryption_keys=[SecretStr("A" * 43 + "=")], hash_key=SecretStr("test-hash-key"),
            twilio_api_origin="http://127.0.0.1:1", database_url="postgresql:///unused_test",
        )
    )  # fmt: skip


def test_every_address_has_an_entry() -> None:
    listed = [*OFFICIALS, *TOKENS, *OPEN_TO_ALL, SIGN_OUT, *HALF_WAY]
    assert sorted(addresses(application().routes)) == sorted(listed)


@pytest.fixture
async def scene(seeded: Database, protector: Protector, clock: SimulatedClock) -> Scene:
    ids: dict[str, dict[str, Any]] = {}
    for number, kind in enumerate(("ordinary", "sealed")):
        phone, is_sealed = f"+92300123450{number}", kind == "sealed"
        command = OpenCase(category="water_supply", description=kind, area_id=KAMOKE, is_accusation=is_sealed)
        talk = Talk(seeded, protector, phone=phone)
        await talk.say("words", command, now=clock.now())
        turn_id = await written(seeded, protector, "what?", phone=phone)
        async with seeded.unit_of_work() as session:
            case = (await session.scalars(select(Case).where(Case.is_sealed.is_(is_sealed)))).one()
            file = Attachment(
                inbound_message_id=(await session.get_one(Turn, turn_id)).inbound_message_id, position=0,
                case_id=case.id, state="stored", due_at=clock.now(), storage_name=str(number) * 32,
                content_type="image/jpeg", size_bytes=1, settled_at=clock.now(), sha256=b"0" * 32,
            )  # fmt: skip
            session.add(file)
            item = TriageItem(reason="asked", case_id=case.id, text="call me", opened_at=clock.now())
            session.add(item)
            await session.flush()
            ids[kind] = {
                "reference": case.reference, "attachment_id": file.id, "turn_id": turn_id, "act": "start",
                "item_id": item.id,
            }  # fmt: skip
            office_id = case.office_id
        if kind == "ordinary":
            await make_officials(seeded, office_id)
    async with seeded.unit_of_work() as session:
        officer = (await session.scalars(select(Official.id).where(Official.username == "officer"))).one()
    ids["ordinary"]["official_id"] = officer
    app = application()
    app.state.database, app.state.protector = seeded, protector
    return Scene(app, seeded, ids)


def browser(scene: Scene) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(scene.app)
    return httpx.AsyncClient(transport=transport, base_url="http://test", headers={"origin": "http://test"})


async def ask(client: httpx.AsyncClient, address: str, ids: dict[str, Any], sent: dict[str, str]) -> httpx.Response:
    method, _, path = address.partition(" ")
    if method == "GET":
        return await client.get(path.format(**ids))
    form = {"form_token": officials.form_token(client.cookies.get(SESSION_COOKIE) or "")} | sent
    return await client.post(path.format(**ids), data=form)


def is_let_in(answer: httpx.Response) -> bool:
    """A file that is not on the disk was still allowed; a refusal of the act itself was not."""
    to = answer.headers.get("location", "")
    assert answer.status_code in (200, 303, 400, 401, 403, 404, 409, 422, 503), answer.text
    is_shown_out = to.startswith(("/console/sign-in", "/console/missing")) or "fault=not_yours" in to
    return answer.status_code in (200, 303, 400, 409, 422, 503) and not is_shown_out


@pytest.mark.parametrize("name", NAMES)
async def test_every_role_at_every_address(scene: Scene, name: str) -> None:
    async with browser(scene) as client:
        client.cookies.set(SESSION_COOKIE, await cookie_of(scene.database, name))
        for address, entry in OFFICIALS.items():
            for kind, expected in (("ordinary", entry.ordinary), ("sealed", entry.sealed)):
                if expected is not None:
                    answer = await ask(client, address, scene.ids[kind], entry.sent)
                    assert is_let_in(answer) == (name in expected), (address, kind, answer.headers)
        signed_out = await ask(client, SIGN_OUT, {}, {})
        assert signed_out.headers["location"] == "/console/sign-in"
        assert not is_let_in(await client.get("/console/cases"))


async def test_a_stranger_gets_nowhere(scene: Scene) -> None:
    async with browser(scene) as client:
        for address in [*OFFICIALS, *TOKENS, SIGN_OUT, *HALF_WAY]:
            sent = OFFICIALS[address].sent if address in OFFICIALS else {}
            assert not is_let_in(await ask(client, address, scene.ids["ordinary"], sent)) or address == "GET /console"


async def test_who_has_not_proven_her_second_factor_gets_no_further(scene: Scene) -> None:
    async with browser(scene) as client:
        client.cookies.set(SESSION_COOKIE, await cookie_of(scene.database, "oversight"))
        async with scene.database.unit_of_work() as session:
            await session.execute(update(OfficialSession).values(is_proven=False))
        for address in OFFICIALS.keys() - {"GET /console"}:
            answer = await ask(client, address, scene.ids["ordinary"], OFFICIALS[address].sent)
            assert answer.headers["location"] == "/console/second-factor", address


@pytest.mark.parametrize("scope", ["", *tokens.SCOPES])
async def test_every_scope_at_every_address(scene: Scene, scope: str) -> None:
    scopes = ["cases:read", scope] if scope == "cases:sealed" else [scope] if scope else []
    async with scene.database.unit_of_work() as session:
        token = await tokens.create(session, name="one", scopes=scopes)
    async with browser(scene) as client:
        for address, kinds in TOKENS.items():
            for kind, expected in kinds.items():
                path = address.partition(" ")[2].format(**scene.ids[kind])
                answer = await client.get(path, headers={"authorization": f"Bearer {token}"})
                assert is_let_in(answer) == (scope in expected), (address, kind)
                if scope != "cases:sealed":
                    assert scene.ids["sealed"]["reference"] not in answer.text
