"""Forms on a case's page: accept, start, answer, send on. Works without a script; a refusal shows the page again."""

from collections.abc import Awaitable
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from gateway import clock
from gateway.cases.reference import normalise
from gateway.casework import service as casework
from gateway.errors import NotFound, SunwaiError
from gateway.web.console.forms import require_own_form
from gateway.web.dependencies import CurrentOfficial, Keys, Session, viewer_of_official
from models.case import Case
from models.official import Official

router = APIRouter(prefix="/console/cases")

Token = Annotated[str, Form()]
Words = Annotated[str, Form(max_length=2000)]


@router.post("/{reference}/answer")
async def answer(  # noqa: PLR0913 - each argument is a field of the form
    request: Request, session: Session, official: CurrentOfficial, keys: Keys, reference: str, form_token: Token,
    outcome: Words = "", text: Words = "",
) -> Response:  # fmt: skip
    """What was done, for the citizen."""
    require_own_form(request, form_token)
    act = casework.answer(session, _actor(official, keys), normalise(reference), outcome, text)
    return await _done(act, reference)


@router.post("/{reference}/transfer")
async def transfer(  # noqa: PLR0913 - each argument is a field of the form
    request: Request, session: Session, official: CurrentOfficial, keys: Keys, reference: str, form_token: Token,
    office: Words = "", reason: Words = "",
) -> Response:  # fmt: skip
    """Another office has it from now on."""
    require_own_form(request, form_token)
    act = casework.transfer(session, _actor(official, keys), normalise(reference), office, reason)
    return await _done(act, reference, home="/console/cases")


@router.post("/{reference}/{act}")
async def accept_or_start(  # noqa: PLR0913 - each argument is a part of the request
    request: Request, session: Session, official: CurrentOfficial, keys: Keys, reference: str,
    act: Literal["accept", "start"], form_token: Token,
) -> Response:  # fmt: skip
    """The office takes it on, or work has begun."""
    require_own_form(request, form_token)
    do = casework.accept if act == "accept" else casework.start
    return await _done(do(session, _actor(official, keys), normalise(reference)), reference)


def _actor(official: Official, keys: Keys) -> casework.Actor:
    return casework.Actor(official.id, viewer_of_official(official), clock.now(), keys)


async def _done(act: Awaitable[Case], reference: str, home: str | None = None) -> Response:
    """To the case again, or with the code of the refusal. Nothing was changed by a refused act."""
    here = f"/console/cases/{reference}"
    try:
        await act
    except NotFound:
        raise
    except SunwaiError as refusal:
        return RedirectResponse(f"{here}?fault={refusal.code}#acts", status_code=303)
    return RedirectResponse(home or here, status_code=303)
