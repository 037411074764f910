"""GET /: the phone in the browser, drawn on the server in one of two languages; and whether the process is alive."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from fastapi import APIRouter
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from simulator.web.dependencies import TheProvider

HERE = Path(__file__).resolve().parent.parent
Language = Literal["en", "ur"]
DIRECTIONS = {"en": "ltr", "ur": "rtl"}
_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: http: https:; media-src 'self'"
HEADERS = {
    "Content-Security-Policy": f"{_POLICY}; connect-src 'self'; base-uri 'none'; form-action 'none'",
    "Cache-Control": "no-store",
}

router = APIRouter()
_pages = Environment(loader=FileSystemLoader(HERE / "page"), autoescape=True, undefined=StrictUndefined)


@router.get("/", response_class=HTMLResponse, include_in_schema=False)
async def page(provider: TheProvider, lang: Language = "en") -> HTMLResponse:
    """The handset."""
    settings = provider.settings
    senders = {"sms": settings.sms_senders[:1], "whatsapp": settings.whatsapp_senders[:1]}
    ours = {channel: found[0] for channel, found in senders.items() if found}
    html = _pages.get_template("phone.html").render(
        t=texts()[lang], lang=lang, direction=DIRECTIONS[lang], other="en" if lang == "ur" else "ur", ours=ours,
        console=f"{settings.gateway_public_origin}/console",
    )  # fmt: skip
    return HTMLResponse(html, headers=HEADERS)


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """The process runs."""
    return {"status": "ok"}


@lru_cache(maxsize=1)
def texts() -> dict[str, dict[str, Any]]:
    """Every sentence of the page, by language."""
    found: dict[str, dict[str, Any]] = json.loads((HERE / "page" / "texts.json").read_text(encoding="utf-8"))
    return found
