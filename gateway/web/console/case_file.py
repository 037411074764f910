"""The case file as a download, for officials who may see the case."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from gateway import clock
from gateway.casefile import service as casefile
from gateway.cases import reading
from gateway.cases.reference import normalise
from gateway.web.console.forms import require_own_form
from gateway.web.console.pages import HEADERS
from gateway.web.dependencies import CurrentOfficial, Keys, Session, viewer_of_official
from models.case_event import CaseEvent

router = APIRouter(prefix="/console")


@router.post("/cases/{reference}/file")
async def download(
    request: Request, session: Session, official: CurrentOfficial, keys: Keys, reference: str,
    form_token: Annotated[str, Form()] = "",
) -> Response:  # fmt: skip
    """The PDF; an event says who took it. Raises ForTheCitizenOnly."""
    require_own_form(request, form_token)
    case = (await reading.read_case(session, viewer_of_official(official), normalise(reference))).row[0]
    casefile.refuse_others(case)
    event = CaseEvent(kind="case_file_given", actor="official", actor_id=official.id, data={"by": "console"})
    file = await casefile.give(session, keys, case, event, clock.now())
    named = {"Content-Disposition": f'attachment; filename="{case.reference}.pdf"'}
    return Response(file, media_type="application/pdf", headers=HEADERS | named)
