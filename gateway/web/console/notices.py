"""What has come up with the office's cases, and how the official wants to hear of it."""

from datetime import time
from typing import Annotated, Literal, cast
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from gateway import clock
from gateway.errors import SunwaiError
from gateway.notices import choices, phones, repository
from gateway.offices.naming import category_label
from gateway.settings import Settings
from gateway.web.console.forms import require_own_form
from gateway.web.console.pages import language_of, page, signed_in
from gateway.web.dependencies import CurrentOfficial, Keys, Session, viewer_of_official
from models.official import Official

router = APIRouter(prefix="/console/notices")
HERE = "/console/notices"
FAULTS = frozenset({"no_phone", "not_a_phone", "phone_taken"})

Token = Annotated[str, Form()]


@router.get("")
async def show(request: Request, session: Session, official: CurrentOfficial, fault: str = "") -> Response:
    """The newest hundred. `fault`: code of a refusal of a form of this page."""
    return await _page(request, session, official, {"fault": fault if fault in FAULTS else ""})


@router.post("/read")
async def read(
    request: Request, session: Session, official: CurrentOfficial, form_token: Token,
    notice: Annotated[list[UUID] | None, Form()] = None,
) -> Response:  # fmt: skip
    """She has read those that the page showed; what came meanwhile stays new."""
    require_own_form(request, form_token)
    await repository.mark_read(session, official, viewer_of_official(official), clock.now(), notice or [])
    return RedirectResponse(HERE, status_code=303)


@router.post("/choices")
async def choose(  # noqa: PLR0913 - each argument is a field of the form
    request: Request, session: Session, official: CurrentOfficial, form_token: Token,
    notify_by: Annotated[choices.NotifyBy, Form()], quiet_from: Annotated[time, Form()],
    quiet_until: Annotated[time, Form()], texts_in: Annotated[Literal["ur", "ur_Latn", "en"], Form()],
    wants_digest: Annotated[bool, Form()] = False,
) -> Response:  # fmt: skip
    """By which channel, in which language and when not."""
    require_own_form(request, form_token)
    try:
        choice = choices.Choice(notify_by, quiet_from, quiet_until, wants_digest, texts_in)
        await choices.choose(session, official, choice)
    except SunwaiError as refusal:
        return RedirectResponse(f"{HERE}?fault={refusal.code}#choices", status_code=303)
    return RedirectResponse(f"{HERE}#choices", status_code=303)


@router.post("/phone")
async def register_phone(
    request: Request, session: Session, official: CurrentOfficial, keys: Keys, form_token: Token,
    number: Annotated[str, Form(max_length=40)],
) -> Response:  # fmt: skip
    """The code that she must text from her phone, shown this once."""
    require_own_form(request, form_token)
    addresses = phones.our_addresses(cast(Settings, request.app.state.settings))
    try:
        code = await phones.begin(session, keys, official, number, addresses, clock.now())
    except SunwaiError as refusal:
        return RedirectResponse(f"{HERE}?fault={refusal.code}#phone", status_code=303)
    return await _page(request, session, official, {"fault": "", "code": code, "addresses": addresses.values()})


async def _page(request: Request, session: Session, official: Official, more: dict[str, object]) -> Response:
    language, now = language_of(request), clock.now()
    viewer = viewer_of_official(official)
    found = await repository.newest(session, official, viewer, now)
    rows = [
        {"notice": notice, "case": case, "is_read": is_read,
         "category": await category_label(session, case.category_code, language)}
        for notice, case, is_read in found
    ]  # fmt: skip
    phone = await repository.phone_of(session, official.id)
    values: dict[str, object] = {
        "rows": rows, "unread": await repository.count_unread(session, official, viewer, now), "code": None,
        "addresses": (), "has_phone": phone is not None and phone.confirmed_at is not None,
    }  # fmt: skip
    return page(request, "notices.html", values | more | signed_in(request, official))
