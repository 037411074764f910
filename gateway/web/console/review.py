"""The review queue: what waits, what was decided, one message with its form. Works without its script."""

from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from gateway import clock
from gateway.review import service
from gateway.web.console import review_view as view
from gateway.web.console.forms import require_own_form
from gateway.web.console.pages import language_of, page, signed_in
from gateway.web.dependencies import CurrentOfficial, Session, viewer_of_official

router = APIRouter(prefix="/console/review")


@router.get("")
async def list_waiting(
    request: Request,
    session: Session,
    official: CurrentOfficial,
    before: UUID | None = None,
    writing: str = "",
    saved: UUID | None = None,
) -> Response:
    """What waits, newest first."""
    found = await service.list_waiting(session, viewer_of_official(official), before, writing or None)
    cards = await view.cards(session, found.rows, language_of(request))
    values = {"cards": cards, "next_cursor": found.next_cursor, "writing": writing, "is_decided": False, "saved": saved}
    return page(request, "review_queue.html", values | signed_in(request, official))


@router.get("/decided")
async def list_decided(
    request: Request, session: Session, official: CurrentOfficial, before: UUID | None = None
) -> Response:
    """What was decided, by whom and when, latest first."""
    found = await service.list_reviewed(session, viewer_of_official(official), before)
    cards = await view.cards(session, found.rows, language_of(request))
    values = {"cards": cards, "next_cursor": found.next_cursor, "writing": "", "is_decided": True, "saved": None}
    return page(request, "review_queue.html", values | signed_in(request, official))


@router.get("/next")
async def go_on(
    session: Session, official: CurrentOfficial, after: UUID | None = None, writing: str = "", saved: UUID | None = None
) -> Response:
    """To the message that follows, or back to the queue at its end."""
    found = await service.next_waiting(session, viewer_of_official(official), after, writing or None)
    kept = {name: str(value) for name, value in (("writing", writing), ("saved", saved)) if value}
    return RedirectResponse(f"/console/review{f'/{found}' if found else ''}?{urlencode(kept)}", status_code=303)


@router.get("/{turn_id}")
async def show_turn(
    request: Request,
    session: Session,
    official: CurrentOfficial,
    turn_id: UUID,
    writing: str = "",
    saved: UUID | None = None,
) -> Response:
    """One message: what was understood, and the form to say what was meant."""
    row, answers = await service.read_turn(session, viewer_of_official(official), turn_id)
    values = await view.form(session, row, answers, language_of(request))
    values |= {"writing": writing, "faults": (), "saved": saved}
    return page(request, "review_turn.html", values | signed_in(request, official), is_scripted=True)


@router.post("/{turn_id}")
async def decide(
    request: Request, session: Session, official: CurrentOfficial, turn_id: UUID, form: Annotated[view.Sent, Form()]
) -> Response:
    """Keep the decision and go on, or show the form again with what is wrong."""
    require_own_form(request, form.form_token)
    faults = await service.decide(session, official, turn_id, form.verdict(), now=clock.now())
    if not faults:
        kept = urlencode({"after": turn_id, "writing": form.only, "saved": turn_id})
        return RedirectResponse(f"/console/review/next?{kept}", status_code=303)
    row, answers = await service.read_turn(session, viewer_of_official(official), turn_id)
    values = await view.form(session, row, answers, language_of(request), form.filled())
    values |= {"writing": form.only, "faults": faults, "saved": None}
    return page(request, "review_turn.html", values | signed_in(request, official), status=422, is_scripted=True)
