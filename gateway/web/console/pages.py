"""Renders the console's templates: texts, language and direction in, HTML out. The only file that knows Jinja."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from gateway import clock
from gateway.i18n.catalog import console_texts, state_name
from gateway.i18n.formats import day_in_words, direction
from gateway.i18n.messages import LANGUAGE_NAMES

LANGUAGES = ("en", "ur")
LANGUAGE_COOKIE = "sunwai_language"
FOLDER = Path(__file__).parent
_templates = Environment(
    loader=FileSystemLoader(FOLDER / "templates"), autoescape=select_autoescape(), undefined=StrictUndefined,
    trim_blocks=True, lstrip_blocks=True,
)  # fmt: skip
# No script is needed and none is allowed; styles come from our own file only.
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; media-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    # Not no-referrer: with it a browser sends "Origin: null" with our own forms, and they would be refused.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


def language_of(request: Request) -> str:
    """The language asked for in the URL, else the cookie's, else English."""
    asked = request.query_params.get("lang") or request.cookies.get(LANGUAGE_COOKIE, "")
    return asked if asked in LANGUAGES else "en"


def page(request: Request, template: str, values: Mapping[str, object], *, status: int = 200) -> HTMLResponse:
    """One page in the reader's language; the choice is kept in a cookie."""
    language = language_of(request)
    other = "en" if language == "ur" else "ur"
    html = _templates.get_template(template).render(
        {
            "t": console_texts(language), "language": language, "direction": direction(language),
            "other": other, "other_name": LANGUAGE_NAMES[other], "now": clock.now(),
            "day": lambda moment: _day(moment, language), "state_name": lambda state: state_name(state, language),
        }
        | dict(values)
    )  # fmt: skip
    response = HTMLResponse(html, status_code=status, headers=HEADERS)
    response.set_cookie(LANGUAGE_COOKIE, language, httponly=True, samesite="lax", secure=request.url.scheme == "https")
    return response


def _day(moment: datetime, language: str) -> str:
    return f"{day_in_words(moment, language)} {moment.astimezone(clock.PAKISTAN):%H:%M}"
