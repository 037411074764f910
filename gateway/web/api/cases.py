"""GET /api/v1/cases and /api/v1/cases/{reference}."""

from typing import Annotated

from fastapi import APIRouter, Query

from gateway import clock
from gateway.access import tokens
from gateway.cases import reading
from gateway.cases.queues import service as queues
from gateway.cases.queues.filters import Filters
from gateway.cases.reference import normalise
from gateway.phone import to_e164
from gateway.web.api.schemas import CaseListShape, CaseQuery, CaseShape, CaseStoryShape, case_fields, story_shape
from gateway.web.dependencies import Keys, Session, Token, viewer_of_token

router = APIRouter(prefix="/api/v1", tags=["cases"])


@router.get("/cases")
async def list_cases(session: Session, token: Token, keys: Keys, query: Annotated[CaseQuery, Query()]) -> CaseListShape:
    """Cases, newest first, 50 a page. `contact` (a phone) needs the scope `contacts:search`."""
    if query.contact:
        tokens.require(token, "contacts:search")
    filters = Filters(
        state=query.state,
        category=query.category,
        office=query.office,
        contact_hash=keys.hash(to_e164(query.contact)) if query.contact else None,
    )
    where = queues.Where(after=query.cursor)
    page = await queues.list_cases(session, viewer_of_token(token), "all", filters, where, now=clock.now())
    items = [CaseShape.model_validate(case_fields(row)) for row in page.rows]
    return CaseListShape(items=items, next_cursor=page.next_cursor)


@router.get("/cases/{reference}")
async def read_case(session: Session, token: Token, keys: Keys, reference: str) -> CaseStoryShape:
    """One case with its events and messages; the contact masked."""
    story = await reading.read_case(session, viewer_of_token(token), normalise(reference))
    return story_shape(story, keys)
