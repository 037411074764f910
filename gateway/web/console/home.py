"""What must I do now: the queues that need this official, with how much waits and what comes first in each."""

from fastapi import APIRouter, Request, Response

from gateway import clock
from gateway.cases.queues import service as queues
from gateway.cases.queues.filters import Filters
from gateway.cases.queues.kinds import queues_of
from gateway.desk import service as desk
from gateway.desk.rights import has_desk
from gateway.web.console.case_rows import named
from gateway.web.console.pages import language_of, page, signed_in
from gateway.web.dependencies import CurrentOfficial, Session, viewer_of_official

router = APIRouter(prefix="/console")
# What needs somebody, most urgent first. The rest of the queues is a list to look things up in.
PRESSING = ("mine", "overdue", "today", "disputed", "unaccepted", "raised")
FIRST_FEW = 5


@router.get("")
async def home(request: Request, session: Session, official: CurrentOfficial) -> Response:
    """The console begins here."""
    viewer, now = viewer_of_official(official), clock.now()
    pressing = [queue for queue in PRESSING if queue in queues_of(viewer)]
    counted = await queues.counts(session, viewer, now=now, only=pressing)
    counts = {queue: counted[queue] for queue in pressing}
    sections = {}
    for queue in (one for one in pressing if counts[one]):
        found = await queues.list_cases(session, viewer, queue, Filters(), queues.Where(), now=now, size=FIRST_FEW)
        sections[queue] = await named(session, found.rows, language_of(request))
    waiting = await desk.count_waiting(session, viewer) if has_desk(viewer.role) else 0
    values = {"counts": counts, "sections": sections, "cap": queues.COUNT_CAP, "waiting": waiting}
    return page(request, "home.html", values | signed_in(request, official))
