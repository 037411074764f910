"""The triage desk's pages: what waits for a person, one item, and the form that settles it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from gateway import clock
from gateway.desk import service as desk
from gateway.errors import NotFound, SunwaiError
from gateway.phone import mask
from gateway.web.console.forms import require_own_form
from gateway.web.console.pages import page, signed_in
from gateway.web.dependencies import CurrentOfficial, Keys, Session, viewer_of_official

router = APIRouter(prefix="/console/triage")
FAULTS = frozenset({"settled_without_reason", "already_settled"})


@router.get("")
async def list_items(
    request: Request, session: Session, official: CurrentOfficial, after: str | None = None, settled: str = ""
) -> Response:
    """What waits, the longest waiting first."""
    found = await desk.list_waiting(session, viewer_of_official(official), after or None)
    values = {"rows": found.rows, "next_cursor": found.next_cursor, "is_settled": bool(settled)}
    return page(request, "triage_items.html", values | signed_in(request, official))


@router.get("/{item_id}")
async def show_item(
    request: Request, session: Session, official: CurrentOfficial, keys: Keys, item_id: UUID, fault: str = ""
) -> Response:
    """One item; the contact masked. `fault`: code of a refusal of the form."""
    item, case, conversation, contact = await desk.read_item(session, viewer_of_official(official), item_id)
    values = {
        "item": item, "case": case, "conversation": conversation,
        "contact": mask(keys.decrypt(contact.value_encrypted)) if contact else None,
        "fault": fault if fault in FAULTS else "",
    }  # fmt: skip
    return page(request, "triage_item.html", values | signed_in(request, official))


@router.post("/{item_id}")
async def settle(
    request: Request, session: Session, official: CurrentOfficial, item_id: UUID,
    form_token: Annotated[str, Form()], reason: Annotated[str, Form(max_length=2000)] = "",
) -> Response:  # fmt: skip
    """Closed with what was done, or the item again with what is wrong."""
    require_own_form(request, form_token)
    try:
        await desk.settle(
            session, viewer_of_official(official), official.id, item_id, reason, now=clock.now()
        )  # fmt: skip
    except NotFound:
        raise
    except SunwaiError as refusal:
        return RedirectResponse(f"/console/triage/{item_id}?fault={refusal.code}", status_code=303)
    return RedirectResponse("/console/triage?settled=1", status_code=303)
