"""One's own account: where one is signed in, and one's password."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from gateway import clock
from gateway.access import devices, officials
from gateway.errors import SunwaiError
from gateway.web.console.forms import require_own_form
from gateway.web.console.pages import page, signed_in
from gateway.web.dependencies import SESSION_COOKIE, CurrentOfficial, Session

router = APIRouter(prefix="/console/account")
FAULTS = frozenset({devices.WrongPassword.code, devices.PasswordTooShort.code})
Token = Annotated[str, Form()]
Password = Annotated[str, Form(max_length=200)]


@router.get("")
async def show(
    request: Request, session: Session, official: CurrentOfficial, fault: str = "", done: str = ""
) -> Response:
    """Live sessions, this one marked, and the form for a new password. `fault`, `done`: what a form came to."""
    _, row = await officials.live_session(session, request.cookies[SESSION_COOKIE], now=clock.now())
    values = {"sessions": await devices.live(session, official, now=clock.now()), "this_id": row.id}
    values |= {"fault": fault if fault in FAULTS else "", "is_changed": done == "password"}
    return page(request, "account.html", values | signed_in(request, official))


@router.post("/password")
async def change_password(
    request: Request, session: Session, official: CurrentOfficial, form_token: Token, old: Password = "",
    new: Password = "",
) -> Response:  # fmt: skip
    """A new password; whoever is signed in elsewhere is signed out. A refusal is counted, so it is committed, too."""
    require_own_form(request, form_token)
    _, row = await officials.live_session(session, request.cookies[SESSION_COOKIE], now=clock.now())
    try:
        await devices.change_password(session, official, row, old, new, now=clock.now())
    except SunwaiError as refusal:
        return RedirectResponse(f"/console/account?fault={refusal.code}#password", status_code=303)
    return RedirectResponse("/console/account?done=password", status_code=303)


@router.post("/sessions/end")
async def end_sessions(
    request: Request, session: Session, official: CurrentOfficial, form_token: Token,
    session_id: Annotated[UUID | None, Form()] = None,
) -> Response:  # fmt: skip
    """End one session, or without an id all; who ends her own is shown the way in."""
    require_own_form(request, form_token)
    await devices.end(session, official, now=clock.now(), only=session_id)
    return RedirectResponse("/console/account", status_code=303)
