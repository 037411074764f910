"""The queues: lists of cases whose queue, filters and page stand in the address."""

from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from gateway import clock
from gateway.cases.queues import service as queues
from gateway.cases.queues.filters import Filters, from_query
from gateway.cases.queues.kinds import queues_of
from gateway.cases.visibility import Viewer
from gateway.offices import repository as offices
from gateway.offices.naming import COLUMNS
from gateway.places import repository as places
from gateway.web.console.case_rows import named
from gateway.web.console.pages import language_of, page, signed_in
from gateway.web.dependencies import CurrentOfficial, Session, viewer_of_official
from models.case import STATES
from models.types import LANGUAGES

router = APIRouter(prefix="/console/cases")
CASES = "/console/cases"


@router.get("")
async def list_cases(
    request: Request, session: Session, official: CurrentOfficial,
    queue: str = "all", after: str | None = None, before: str | None = None,
) -> Response:  # fmt: skip
    """Fifty of a queue."""
    viewer, filters, language = viewer_of_official(official), from_query(request.query_params), language_of(request)
    where = queues.Where(after or None, before or None)
    found = await queues.list_cases(session, viewer, queue, filters, where, now=clock.now())
    values = {"rows": await named(session, found.rows, language), "queue": queue, "is_cut": found.is_cut}
    values |= await tabs(session, viewer) | await _choices(session, filters, language)
    values |= _addresses(queue, filters, found)
    return page(request, "cases.html", values | signed_in(request, official))


async def tabs(session: Session, viewer: Viewer) -> dict[str, object]:
    """The viewer's queues with how many cases wait in each."""
    working = [queue for queue in queues_of(viewer) if queue != "all"]
    counts = await queues.counts(session, viewer, now=clock.now(), only=working)
    return {"queues": queues_of(viewer), "counts": counts, "cap": queues.COUNT_CAP}


async def _choices(session: Session, filters: Filters, language: str) -> dict[str, object]:
    """What the filter form offers, and what is chosen in it."""
    categories = await offices.all_categories(session)
    areas = await places.large_areas(session)
    return {
        "filters": filters, "is_filtered": bool(filters.to_query()), "states": STATES, "writings": LANGUAGES,
        "categories": {one.code: getattr(one, COLUMNS[language]) for one in categories},
        "areas": {one.id: (one.level, one.name_ur if language == "ur" else one.name_en) for one in areas},
    }  # fmt: skip


def _addresses(queue: str, filters: Filters, found: queues.Page) -> dict[str, object]:
    """Where the page's links lead: the pages beside this one, and other queues with the same filters."""
    here = {"queue": queue} | filters.to_query()
    return {
        "next_page": f"{CASES}?{urlencode(here | {'after': found.next_cursor})}" if found.next_cursor else None,
        "previous_page": f"{CASES}?{urlencode(here | {'before': found.previous_cursor})}"
        if found.previous_cursor
        else None,
        "kept": urlencode(filters.to_query()),
    }
