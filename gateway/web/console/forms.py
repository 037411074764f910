"""Forms of the console: cross-site posts are refused by Origin and by the form token of the session."""

from urllib.parse import urlsplit

from fastapi import Request

from gateway.access import officials
from gateway.errors import NotAllowed
from gateway.web.dependencies import SESSION_COOKIE


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
