"""The citizen's number, once, for a reason. The page is not kept by the browser, and asking again is audited again."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from gateway.cases import identity
from gateway.cases.reference import normalise
from gateway.errors import NotFound, SunwaiError
from gateway.web.console.forms import require_own_form
from gateway.web.console.pages import page, signed_in
from gateway.web.dependencies import CurrentOfficial, Keys, Session, viewer_of_official

router = APIRouter(prefix="/console/cases")


@router.post("/{reference}/reveal")
async def reveal(  # noqa: PLR0913 - each argument is a part of the request
    request: Request, session: Session, official: CurrentOfficial, keys: Keys, reference: str,
    form_token: Annotated[str, Form()], reason: Annotated[str, Form(max_length=2000)] = "",
) -> Response:  # fmt: skip
    """The number on a page of its own, or the case with what is missing."""
    require_own_form(request, form_token)
    asker = identity.Asker(official.id, viewer_of_official(official), reason)
    try:
        number = await identity.reveal(session, asker, normalise(reference), keys)
    except NotFound:
        raise
    except SunwaiError as refusal:
        return RedirectResponse(f"/console/cases/{reference}?fault={refusal.code}#citizen", status_code=303)
    values = {"reference": normalise(reference), "number": number}
    return page(request, "revealed.html", values | signed_in(request, official))
