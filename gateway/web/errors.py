"""How a failure looks from outside: one JSON shape, a stable code, never an inner detail."""

import structlog
from fastapi import FastAPI
from prometheus_client import Counter
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from gateway.errors import SunwaiError, Unavailable

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


async def _handle(_request: Request, error: Exception) -> Response:
    return answer_to(error)
