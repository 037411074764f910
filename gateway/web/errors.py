"""How a failure looks from outside: one JSON shape, a stable code, never an inner detail."""

import structlog
from fastapi import FastAPI
from prometheus_client import Counter
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from gateway.access.officials import SecondFactorMissing
from gateway.errors import NotFound, NotSignedIn, SunwaiError, Unavailable

log = structlog.get_logger()

REFUSALS = Counter("sunwai_refusals_total", "Requests answered with an expected failure", ["code"])


# A lost database raises differently by the moment it is lost; a caller may try again in every case.
_LOST = (DBAPIError, PoolTimeout, ConnectionError)
EXPECTED = (SunwaiError, *_LOST)


def install(app: FastAPI) -> None:
    """Render our errors, and a database that does not answer, in every surface of `app`."""
    for expected in EXPECTED:
        app.add_exception_handler(expected, _handle)


def answer_to(error: Exception) -> Response:
    """The answer that an expected failure gets; counted and logged."""
    if isinstance(error, _LOST):
        log.error("database_unavailable", error=type(error).__name__)
        error = Unavailable()
    assert isinstance(error, SunwaiError)
    REFUSALS.labels(error.code).inc()
    (log.error if error.status >= 500 else log.info)("request_refused", code=error.code, status=error.status)
    return JSONResponse({"code": error.code, "detail": error.detail}, error.status)


async def _handle(request: Request, error: Exception) -> Response:
    if request.url.path.startswith("/console") and isinstance(error, (NotSignedIn, NotFound)):
        # A person in a browser is shown the way in, or a page, not JSON.
        way_in = "/console/second-factor" if isinstance(error, SecondFactorMissing) else "/console/sign-in"
        return RedirectResponse(way_in if isinstance(error, NotSignedIn) else "/console/missing", 303)
    return answer_to(error)
