"""The second factor: enrolment with a picture for the phone's app at the first sign-in, later only the code."""

from io import BytesIO
from typing import Annotated

import segno
from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from gateway import clock
from gateway.access import officials, second_factor
from gateway.errors import NotFound
from gateway.web.console.forms import require_own_form
from gateway.web.console.pages import HEADERS, page, signed_in
from gateway.web.dependencies import SESSION_COOKIE, Keys, Session
from models.official import Official, OfficialSession

router = APIRouter(prefix="/console/second-factor")


async def half_signed_in(request: Request, session: Session) -> tuple[Official, OfficialSession]:
    """Whoever gave the right password. Raises NotSignedIn."""
    return await officials.live_session(session, request.cookies.get(SESSION_COOKIE), now=clock.now())


Half = Annotated[tuple[Official, OfficialSession], Depends(half_signed_in)]


@router.get("")
async def ask(request: Request, half: Half, keys: Keys) -> Response:
    """The form for a code; before the first, with the picture and the key to type."""
    return _form(request, half[0], keys, is_refused=False)


@router.get("/picture.svg")
async def picture(half: Half, keys: Keys) -> Response:
    """The picture that the phone's app reads, until a first code has come back."""
    official = half[0]
    if second_factor.is_enrolled(official):
        raise NotFound
    drawn = BytesIO()
    segno.make(second_factor.address_of(official, keys), error="m").save(drawn, kind="svg", scale=5, border=4)
    return Response(drawn.getvalue(), media_type="image/svg+xml", headers=HEADERS)


@router.post("")
async def prove(
    request: Request, session: Session, half: Half, keys: Keys, form_token: Annotated[str, Form()],
    code: Annotated[str, Form(max_length=40)] = "",
) -> Response:  # fmt: skip
    """On to the cases; the first time by way of the recovery codes."""
    require_own_form(request, form_token)
    official, row = half
    codes = await second_factor.prove(session, official, row, code, keys, now=clock.now())
    if codes is None:
        return _form(request, official, keys, is_refused=True)
    if codes:
        return page(request, "recovery_codes.html", {"codes": codes} | signed_in(request, official))
    return RedirectResponse("/console", status_code=303)


def _form(request: Request, official: Official, keys: Keys, *, is_refused: bool) -> Response:
    is_enrolled = second_factor.is_enrolled(official)
    key = "" if is_enrolled else second_factor.secret_of(official, keys)
    values = {"is_enrolled": is_enrolled, "key": key, "is_refused": is_refused} | signed_in(request, official)
    return page(request, "second_factor.html", values | {"official": None}, status=403 if is_refused else 200)
