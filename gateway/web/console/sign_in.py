"""Signing in and out. Cross-site posts are refused by Origin and by the form token of the session."""

from typing import Annotated, cast

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from gateway import clock
from gateway.access import officials
from gateway.access.browsers import browser_name
from gateway.db import Database
from gateway.web.console.forms import refuse_cross_site, require_own_form
from gateway.web.console.pages import page
from gateway.web.dependencies import SESSION_COOKIE, Session

router = APIRouter(prefix="/console")


@router.get("/sign-in")
async def show_sign_in(request: Request) -> Response:
    """The form."""
    return page(request, "sign_in.html", {"is_refused": False, "official": None})


@router.post("/sign-in")
async def sign_in(request: Request, username: Annotated[str, Form()], password: Annotated[str, Form()]) -> Response:
    """To the home page, or the form again."""
    refuse_cross_site(request)
    database = cast(Database, request.app.state.database)
    async with database.unit_of_work() as session:
        browser = browser_name(request.headers.get("user-agent", ""))
        secret = await officials.sign_in(session, username, password, now=clock.now(), browser=browser)
    if secret is None:
        return page(request, "sign_in.html", {"is_refused": True, "official": None}, status=403)
    response = RedirectResponse("/console", status_code=303)
    response.set_cookie(
        SESSION_COOKIE, secret, httponly=True, samesite="strict", secure=request.url.scheme == "https",
        max_age=int(officials.SESSION_LENGTH.total_seconds()), path="/console",
    )  # fmt: skip
    return response


@router.post("/sign-out")
async def sign_out(request: Request, session: Session, form_token: Annotated[str, Form()]) -> Response:
    """Ends the session everywhere, also one whose second factor is still to come."""
    await officials.live_session(session, request.cookies.get(SESSION_COOKIE), now=clock.now())
    require_own_form(request, form_token)
    await officials.sign_out(session, request.cookies[SESSION_COOKIE], now=clock.now())
    response = RedirectResponse("/console/sign-in", status_code=303)
    response.delete_cookie(SESSION_COOKIE, path="/console")
    return response
