"""The list of cases and one case with its timeline."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from gateway.cases import reading
from gateway.web.console.case_page import case_page, named
from gateway.web.console.pages import language_of, page, signed_in
from gateway.web.dependencies import CurrentOfficial, Keys, Session, viewer_of_official

router = APIRouter(prefix="/console")


@router.get("")
async def home() -> Response:
    """The console begins with the cases."""
    return RedirectResponse("/console/cases", status_code=303)


@router.get("/cases")
async def list_cases(
    request: Request, session: Session, official: CurrentOfficial, state: str | None = None, cursor: str | None = None
) -> Response:
    """Newest first, fifty a page."""
    filters = reading.Filters(state=state or None)
    found = await reading.list_cases(session, viewer_of_official(official), filters, cursor)
    rows = [await named(session, row, language_of(request)) for row in found.rows]
    values = {"rows": rows, "next_cursor": found.next_cursor, "state": state or ""}
    return page(request, "cases.html", values | signed_in(request, official))


@router.get("/cases/{reference}")
async def show_case(
    request: Request, session: Session, official: CurrentOfficial, keys: Keys, reference: str
) -> Response:
    """One case and what can be done with it."""
    return await case_page(request, session, official, keys, reference)


@router.get("/missing")
async def missing(request: Request) -> Response:
    """What an official sees for a case that is not there, or not hers: the same page."""
    return page(request, "missing.html", {"official": None}, status=404)
