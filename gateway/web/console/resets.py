"""Links for a new password: made by whoever looks after accounts, used by whoever was given one."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from gateway import clock
from gateway.access import devices, resets
from gateway.audit import service as audit
from gateway.errors import NotFound
from gateway.web.console.forms import refuse_cross_site, require_own_form
from gateway.web.console.pages import page, signed_in
from gateway.web.dependencies import CurrentOfficial, Here, Session, viewer_of_official

router = APIRouter(prefix="/console")


@router.get("/accounts")
async def list_accounts(request: Request, session: Session, official: CurrentOfficial) -> Response:
    """Whom one looks after."""
    found = await resets.manageable(session, viewer_of_official(official))
    if not found:
        raise NotFound
    values = {"accounts": found, "link": "", "whose": ""}
    return page(request, "accounts.html", values | signed_in(request, official))


@router.post("/accounts/{official_id}/reset")
async def issue_link(
    request: Request, session: Session, official: CurrentOfficial, here: Here, official_id: UUID,
    form_token: Annotated[str, Form()],
) -> Response:  # fmt: skip
    """The link, shown this once."""
    require_own_form(request, form_token)
    viewer = viewer_of_official(official)
    (whose,) = await resets.manageable(session, viewer, official_id) or (None,)
    if whose is None:
        raise NotFound
    path = await resets.issue(session, whose, audit.official(official.id), now=clock.now())
    values = {"accounts": await resets.manageable(session, viewer), "link": f"{here.public_origin}{path}"}
    return page(request, "accounts.html", values | {"whose": whose.username} | signed_in(request, official))


@router.get("/reset/{secret}")
async def show_reset(request: Request, session: Session, secret: str) -> Response:
    """The form for a new password, for whoever has a live link."""
    await resets.find(session, secret, now=clock.now())
    return page(request, "reset.html", {"is_too_short": False, "official": None})


@router.post("/reset/{secret}")
async def redeem(
    request: Request, session: Session, secret: str, password: Annotated[str, Form(max_length=200)] = ""
) -> Response:
    """The new password counts from now on."""
    refuse_cross_site(request)
    try:
        await resets.redeem(session, secret, password, now=clock.now())
    except devices.PasswordTooShort:
        return page(request, "reset.html", {"is_too_short": True, "official": None}, status=422)
    return RedirectResponse("/console/sign-in", status_code=303)
