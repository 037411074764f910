"""The list of cases and one case with its timeline."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from gateway.cases import identity, reading
from gateway.cases.reference import normalise
from gateway.casework import service as casework
from gateway.offices.naming import category_label, office_label
from gateway.places.naming import area_label
from gateway.web.console.pages import language_of, page, signed_in
from gateway.web.dependencies import CurrentOfficial, Keys, Session, viewer_of_official
from models.case import OUTCOMES

router = APIRouter(prefix="/console")
FAULTS = frozenset(
    {"answer_too_short", "no_such_outcome", "reason_missing", "no_such_office", "not_possible", "not_yours"}
)
REVEAL_FAULTS = frozenset({identity.RevealReasonMissing.code})


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
    rows = [await _named(session, row, language_of(request)) for row in found.rows]
    values = {"rows": rows, "next_cursor": found.next_cursor, "state": state or ""}
    return page(request, "cases.html", values | signed_in(request, official))


@router.get("/cases/{reference}")
async def show_case(
    request: Request, session: Session, official: CurrentOfficial, keys: Keys, reference: str, fault: str = ""
) -> Response:
    """One case; the contact masked. `fault`: code of a refusal of a form of this page."""
    story = await reading.read_case(session, viewer_of_official(official), normalise(reference))
    named = await _named(session, story.row, language_of(request))
    viewer, case = viewer_of_official(official), story.row[0]
    values = {"one": named, "story": story, "acts": casework.shown_acts(viewer, case), "outcomes": OUTCOMES}
    values |= {"fault": fault if fault in FAULTS | REVEAL_FAULTS else "", "act_faults": FAULTS}
    values["contact"] = identity.masked(viewer, case, story.contact, keys)
    values["may_reveal"] = identity.may_reveal(viewer, case)
    return page(request, "case.html", values | signed_in(request, official))


@router.get("/missing")
async def missing(request: Request) -> Response:
    """What an official sees for a case that is not there, or not hers: the same page."""
    return page(request, "missing.html", {"official": None}, status=404)


async def _named(session: Session, row: reading.CaseRow, language: str) -> dict[str, object]:
    case, category, office, area = row
    return {
        "case": case,
        "category": await category_label(session, category.code, language),
        "office": office_label(office, language),
        "area": await area_label(session, area.id, language) if area else None,
    }
