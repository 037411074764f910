"""One case with its timeline."""

from fastapi import APIRouter, Request, Response

from gateway.cases import reading
from gateway.cases.reference import normalise
from gateway.casework import service as casework
from gateway.phone import mask
from gateway.web.console.case_rows import named
from gateway.web.console.pages import language_of, page, signed_in
from gateway.web.dependencies import CurrentOfficial, Keys, Session, viewer_of_official
from models.case import OUTCOMES

router = APIRouter(prefix="/console")
FAULTS = frozenset(
    {"answer_too_short", "no_such_outcome", "reason_missing", "no_such_office", "not_possible", "not_yours"}
)


@router.get("/cases/{reference}")
async def show_case(
    request: Request, session: Session, official: CurrentOfficial, keys: Keys, reference: str, fault: str = ""
) -> Response:
    """One case; the contact masked. `fault`: code of a refusal of a form of this page."""
    story = await reading.read_case(session, viewer_of_official(official), normalise(reference))
    [one] = await named(session, [story.row], language_of(request))
    contact = mask(keys.decrypt(story.contact.value_encrypted))
    acts = casework.shown_acts(viewer_of_official(official), story.row[0])
    values = {"one": one, "story": story, "contact": contact, "acts": acts, "outcomes": OUTCOMES}
    values["fault"] = fault if fault in FAULTS else ""
    return page(request, "case.html", values | signed_in(request, official))


@router.get("/missing")
async def missing(request: Request) -> Response:
    """What an official sees for a case that is not there, or not hers: the same page."""
    return page(request, "missing.html", {"official": None}, status=404)
