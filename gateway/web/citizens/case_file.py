"""The page behind the link to a case file: shows the number only, asks for digits of her phone, gives the PDF."""

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Form, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from gateway import clock
from gateway.casefile import service as casefile
from gateway.i18n.catalog import render
from gateway.i18n.formats import direction
from gateway.web.dependencies import Keys, Session

router = APIRouter(prefix="/c")
FOLDER = Path(__file__).parent
_page = Environment(
    loader=FileSystemLoader(FOLDER / "templates"), autoescape=select_autoescape(), undefined=StrictUndefined,
    trim_blocks=True, lstrip_blocks=True,
).get_template("case_file.html")  # fmt: skip
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    # The address opens the file: it goes to no other site.
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}
GONE_IN = ("ur", "ur_Latn", "en")


@router.get("/{token}")
async def show(session: Session, keys: Keys, token: str) -> Response:
    """The page, or the same refusal for every link that opens nothing."""
    try:
        door = await casefile.look(session, keys, token, clock.now())
    except casefile.LinkGone:
        return _gone()
    return _asking(door, "locked" if door.is_locked else "")


@router.post("/{token}")
async def open_file(session: Session, keys: Keys, token: str, digits: Annotated[str, Form()] = "") -> Response:
    """The PDF for the right digits. A wrong try is an answer, not an error: it must be counted."""
    try:
        tried = await casefile.try_digits(session, keys, token, digits, clock.now())
    except casefile.LinkGone:
        return _gone()
    if tried.file is None:
        return _asking(tried.door, tried.fault)
    named = {"Content-Disposition": f'attachment; filename="{tried.door.case.reference}.pdf"'}
    return Response(tried.file, media_type="application/pdf", headers=HEADERS | named)


def _asking(door: casefile.Door, fault: str) -> Response:
    """Status 403 after a wrong try, 429 while the link is closed."""
    texts = {name: render(f"file_page_{name}", door.language, {}) for name in ("ask", "digits", "open")}
    title = render("file_page_title", door.language, {"reference": door.case.reference})
    told = render(f"file_page_{fault}", door.language, {}) if fault else ""
    status = {"": 200, "wrong": 403, "locked": 429}[fault]
    return _html(door.language, status, title=title, fault=told, texts=texts, is_locked=fault == "locked", others=[])


def _gone() -> Response:
    """In every writing: whose link it was is not known, and must not show."""
    told = [(language.replace("_", "-"), direction(language), render("file_page_gone", language, {}))
            for language in GONE_IN]  # fmt: skip
    return _html("ur", 404, title="Sunwai", fault="", texts={}, is_locked=True, others=told)


def _html(language: str, status: int, **values: object) -> Response:
    page = _page.render(language=language.replace("_", "-"), direction=direction(language), **values)
    return HTMLResponse(page, status_code=status, headers=HEADERS)
