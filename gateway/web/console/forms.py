"""Forms of the console: cross-site posts are refused by Origin and by the form token of the session."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from fastapi import Request
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException

from gateway.access import officials
from gateway.errors import NotAllowed
from gateway.media.client import MOST_BYTES
from gateway.media.uploads import MOST_FILES, UploadRefused
from gateway.web.dependencies import SESSION_COOKIE

MOST_WORDS_BYTES = 64 * 1024
MOST_FIELDS = 20


class CrossSiteForm(NotAllowed):
    """This form was sent from another site."""

    code = "cross_site_form"


def refuse_cross_site(request: Request) -> None:
    """Raises CrossSiteForm when the browser says that another site sent this."""
    origin = request.headers.get("origin")
    is_other = bool(origin) and urlsplit(origin or "").netloc != request.headers.get("host")
    if is_other or request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise CrossSiteForm


def require_own_form(request: Request, form_token: str) -> None:
    """Raises CrossSiteForm unless the form came from a page of this session."""
    refuse_cross_site(request)
    if form_token != officials.form_token(request.cookies[SESSION_COOKIE]):
        raise CrossSiteForm


@dataclass(frozen=True)
class Filled:
    """A form as it was filled in: its words by field, and its files."""

    words: dict[str, str]
    files: list[bytes]


@asynccontextmanager
async def filled(request: Request, require: Callable[[Request, str], None] = require_own_form) -> AsyncIterator[Filled]:
    """A form with files, read only when it says how long it is; `require` refuses a sender by the form's token.

    Raises UploadRefused, CrossSiteForm.
    """
    length = request.headers.get("content-length", "")
    if not length.isdigit() or int(length) > MOST_FILES * MOST_BYTES + MOST_WORDS_BYTES:
        raise UploadRefused("too_large")
    async with _parsed(request) as form:
        words = {name: value for name, value in form.multi_items() if isinstance(value, str)}
        files = [await one.read() for _, one in form.multi_items() if isinstance(one, UploadFile) and one.size]
        require(request, words.get("form_token", ""))
        yield Filled(words, files)


@asynccontextmanager
async def _parsed(request: Request) -> AsyncIterator[FormData]:
    """The form's fields. Raises UploadRefused for too many of them, and for what is no form."""
    parsing = request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS, max_part_size=MOST_WORDS_BYTES)
    try:
        form = await parsing
    except HTTPException as error:
        raise UploadRefused("too_large") from error
    try:
        yield form
    finally:
        await form.close()
