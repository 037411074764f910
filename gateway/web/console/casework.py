"""Forms on a case's page: what can be done with it, and notes beside it. Works without a script.

A refused form is shown again on the case's page with everything that was typed; it changes nothing.
"""

from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from gateway import clock
from gateway.cases.reference import normalise
from gateway.casework import asking, notes, together
from gateway.casework import service as casework
from gateway.errors import NotFound, SunwaiError
from gateway.i18n.catalog import LANGUAGES
from gateway.media.storage import Upload
from gateway.media.uploads import kept
from gateway.web.console.case_page import Refused, case_page
from gateway.web.console.forms import CrossSiteForm, filled, require_own_form
from gateway.web.dependencies import CurrentOfficial, Keeping, Keys, Session, viewer_of_official

router = APIRouter(prefix="/console/cases")

Token = Annotated[str, Form()]
Words = Annotated[str, Form(max_length=2000)]


@dataclass(frozen=True)
class Desk:
    """A signed-in official before one case."""

    request: Request
    session: Session
    official: CurrentOfficial
    keys: Keys
    reference: str

    @property
    def actor(self) -> casework.Actor:
        """The official as the rules know her."""
        return casework.Actor(self.official.id, viewer_of_official(self.official), clock.now(), self.keys)

    async def done(
        self, name: str, act: Awaitable[object], typed: dict[str, str] | None = None, home: str = ""
    ) -> Response:
        """To the case again, or to `home`; or the page with what was refused, and why."""
        try:
            await act
        except (NotFound, CrossSiteForm):
            raise
        except SunwaiError as error:
            refused = Refused(name, error, typed or {})
            return await case_page(self.request, self.session, self.official, self.keys, self.reference, refused)
        return RedirectResponse(home or f"/console/cases/{self.reference}", status_code=303)


def _desk(request: Request, session: Session, official: CurrentOfficial, keys: Keys, reference: str) -> Desk:
    return Desk(request, session, official, keys, normalise(reference))


AtDesk = Annotated[Desk, Depends(_desk)]


@router.post("/{reference}/answer")
async def answer(desk: AtDesk, keeper: Keeping) -> Response:
    """What was done, for the citizen, with what shows it."""
    typed: dict[str, str] = {}

    async def act() -> None:
        async with filled(desk.request) as form:
            typed.update(form.words)
            async with kept(keeper, form.files) as uploads:
                do = together.answer_all if "together" in form.words else casework.answer
                await do(desk.session, desk.actor, desk.reference, _reply(form.words, uploads))

    return await desk.done("answer", act(), typed)


def _reply(words: Mapping[str, str], uploads: Sequence[Upload]) -> casework.Reply:
    translations = {one: words.get(f"text_{one}", "") for one in LANGUAGES}
    shown = words.get("evidence", "")
    return casework.Reply(words.get("reason", ""), words.get("text", ""), shown, uploads, translations)


@router.post("/{reference}/ask")
async def ask(desk: AtDesk, form_token: Token, text: Words = "") -> Response:
    """A question to the citizen."""
    require_own_form(desk.request, form_token)
    return await desk.done("ask", asking.ask(desk.session, desk.actor, desk.reference, text), {"text": text})


@router.post("/{reference}/assign")
async def assign(desk: AtDesk, form_token: Token, to: Annotated[UUID | None, Form()] = None) -> Response:
    """To a colleague, or to oneself."""
    require_own_form(desk.request, form_token)
    return await desk.done("assign", casework.assign(desk.session, desk.actor, desk.reference, to))


@router.post("/{reference}/note")
async def note(desk: AtDesk, form_token: Token, text: Words = "") -> Response:
    """A note among officials."""
    require_own_form(desk.request, form_token)
    return await desk.done("note", notes.add_note(desk.session, desk.actor, desk.reference, text), {"text": text})


@router.post("/{reference}/link")
async def link(desk: AtDesk, form_token: Token, other: Words = "") -> Response:
    """Another case belongs to this one."""
    require_own_form(desk.request, form_token)
    act = notes.link(desk.session, desk.actor, desk.reference, normalise(other))
    return await desk.done("link", act, {"other": other})


@router.post("/{reference}/follow")
async def follow(desk: AtDesk, form_token: Token, wanted: Words = "") -> Response:
    """Hear of the case, or no more."""
    require_own_form(desk.request, form_token)
    act = notes.follow(desk.session, desk.actor, desk.reference, is_wanted=bool(wanted))
    return await desk.done("follow", act)


@router.post("/{reference}/transfer")
async def transfer(
    desk: AtDesk, form_token: Token, office: Words = "", code: Words = "", reason: Words = ""
) -> Response:
    """Another office has it from now on: one of the list, or of a code, which wins."""
    require_own_form(desk.request, form_token)
    act = casework.transfer(desk.session, desk.actor, desk.reference, code or office, reason)
    typed = {"office": office, "code": code, "reason": reason}
    return await desk.done("transfer", act, typed, home="/console/cases")


@router.post("/{reference}/{act}")
async def accept_or_start(desk: AtDesk, act: Literal["accept", "start"], form_token: Token) -> Response:
    """The office takes it on, or work has begun."""
    require_own_form(desk.request, form_token)
    do = casework.accept if act == "accept" else casework.start
    return await desk.done(act, do(desk.session, desk.actor, desk.reference))
