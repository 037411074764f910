"""The search box. What is typed is sent as a form: phones and names stay out of addresses, histories and logs."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from gateway import clock
from gateway.cases.search import service
from gateway.web.console.case_rows import named
from gateway.web.console.forms import require_own_form
from gateway.web.console.pages import language_of, page, signed_in
from gateway.web.dependencies import CurrentOfficial, Keys, Session, viewer_of_official

router = APIRouter(prefix="/console/search")


@router.get("")
async def ask(request: Request, official: CurrentOfficial) -> Response:
    """The box and what it finds by."""
    return page(request, "search.html", {"found": None, "rows": [], "asked": ""} | signed_in(request, official))


@router.post("")
async def search(
    request: Request, session: Session, official: CurrentOfficial, keys: Keys,
    form_token: Annotated[str, Form()], q: Annotated[str, Form(max_length=200)] = "",
) -> Response:  # fmt: skip
    """To the case whose number was typed, else what was found."""
    require_own_form(request, form_token)
    if not q.strip():
        return RedirectResponse("/console/search", status_code=303)
    found = await service.search(session, viewer_of_official(official), q.strip(), keys=keys, now=clock.now())
    if found.by == "reference":
        return RedirectResponse(f"/console/cases/{found.rows[0][0].reference}", status_code=303)
    values = {"found": found, "rows": await named(session, found.rows, language_of(request)), "asked": q.strip()}
    return page(request, "search.html", values | signed_in(request, official))
