"""Renders the console's templates: texts, language and direction in, HTML out. The only file that knows Jinja."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from gateway import clock
from gateway.access import policy
from gateway.access.officials import form_token
from gateway.desk.rights import has_desk
from gateway.i18n.catalog import console_texts, state_name
from gateway.i18n.formats import day_in_words, direction
from gateway.i18n.messages import LANGUAGE_NAMES
from gateway.review.visibility import may_review
from gateway.web.dependencies import SESSION_COOKIE
from models.official import Official

LANGUAGES = ("en", "ur")
LANGUAGE_COOKIE = "sunwai_language"
FOLDER = Path(__file__).parent
_templates = Environment(
    loader=FileSystemLoader(FOLDER / "templates"), autoescape=select_autoescape(), undefined=StrictUndefined,
    trim_blocks=True, lstrip_blocks=True,
)  # fmt: skip
_templates.globals["may_review"] = may_review
_templates.globals["has_desk"] = has_desk
_templates.globals["may_keep_accounts"] = lambda role: policy.may_enter(role, policy.ACCOUNTS)
# No script is needed and none is allowed, but on pages that a keyboard works faster; all files are our own.
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; media-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
SCRIPTED_POLICY = f"{POLICY}; script-src 'self'"
HEADERS = {
    "Cache-Control": "no-store",
    # Not no-referrer: with it a browser sends "Origin: null" with our own forms, and they would be refused.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


def language_of(request: Request) -> str:
    """The language asked for in the URL, else the cookie's, else English."""
    asked = request.query_params.get("lang") or request.cookies.get(LANGUAGE_COOKIE, "")
    return asked if asked in LANGUAGES else "en"


def signed_in(request: Request, official: Official) -> dict[str, object]:
    """What every page of a signed-in official needs."""
    return {"official": official, "form_token": form_token(request.cookies[SESSION_COOKIE])}


def page(
    request: Request, template: str, values: Mapping[str, object], *, status: int = 200, is_scripted: bool = False
) -> HTMLResponse:
    """One page in the reader's language; the choice is kept in a cookie. `is_scripted`: our own scripts may run."""
    language = language_of(request)
    other = "en" if language == "ur" else "ur"
    html = _templates.get_template(template).render(
        {
            "t": console_texts(language), "language": language, "direction": direction(language),
            "other": other, "other_name": LANGUAGE_NAMES[other], "now": clock.now(), "here": request.url.path,
            "in_other": urlencode(dict(request.query_params) | {"lang": other}), "writing_names": LANGUAGE_NAMES,
            "day": lambda moment: _day(moment, language), "state_name": lambda state: state_name(state, language),
        }
        | dict(values)
    )  # fmt: skip
    headers = HEADERS | {"Content-Security-Policy": SCRIPTED_POLICY if is_scripted else POLICY}
    response = HTMLResponse(html, status_code=status, headers=headers)
    response.set_cookie(LANGUAGE_COOKIE, language, httponly=True, samesite="lax", secure=request.url.scheme == "https")
    return response


def _day(moment: datetime, language: str) -> str:
    return f"{day_in_words(moment, language)} {moment.astimezone(clock.PAKISTAN):%H:%M}"
