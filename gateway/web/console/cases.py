"""One case with its timeline."""

from fastapi import APIRouter, Request, Response

from gateway.web.console.case_page import case_page
from gateway.web.console.pages import page
from gateway.web.dependencies import CurrentOfficial, Keys, Session

router = APIRouter(prefix="/console")


@router.get("/cases/{reference}")
async def show_case(
    request: Request, session: Session, official: CurrentOfficial, keys: Keys, reference: str, fault: str = ""
) -> Response:
    """One case and what can be done with it. `fault`: what was missing when the number was asked for."""
    return await case_page(request, session, official, keys, reference, fault=fault)


@router.get("/missing")
async def missing(request: Request) -> Response:
    """What an official sees for a case that is not there, or not hers: the same page."""
    return page(request, "missing.html", {"official": None}, status=404)
