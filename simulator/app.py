"""The simulator's web application: its three surfaces and what lives as long as the process. No logic."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.staticfiles import StaticFiles

from simulator.cases import CasesClient
from simulator.errors import TwilioError, of_status
from simulator.provider import Provider
from simulator.records import API
from simulator.settings import Settings, load
from simulator.web import control, phone, rest

STATIC = Path(__file__).with_name("static")


class RefusedInProduction(RuntimeError):
    """The simulator stands in for Twilio: in production there is the real one, and nobody may write as a citizen."""


def create_app(settings: Settings | None = None) -> FastAPI:
    """The application. Raises RefusedInProduction."""
    settings = settings or load()
    if settings.environment == "production":
        raise RefusedInProduction("the simulator does not run in production; SUNWAI_ENVIRONMENT says production")
    app = FastAPI(title="Sunwai simulator", version="0.1.0", lifespan=_lifespan)
    app.state.settings = settings
    app.add_exception_handler(TwilioError, _answer_twilio_error)
    app.add_exception_handler(HTTPException, _answer_http_error)
    app.include_router(rest.router)
    app.include_router(control.router)
    app.include_router(phone.router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    settings: Settings = app.state.settings
    app.state.provider, app.state.cases = Provider(settings), CasesClient(settings)
    try:
        yield
    finally:
        await app.state.provider.close()
        await app.state.cases.close()


async def _answer_twilio_error(_: Request, error: Exception) -> Response:
    assert isinstance(error, TwilioError)
    headers = {"WWW-Authenticate": 'Basic realm="Twilio API"'} if error.status == 401 else None
    return JSONResponse(error.body(), error.status, headers)


async def _answer_http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if request.url.path.startswith(API):
        return JSONResponse(of_status(error.status_code).body(), error.status_code)
    return JSONResponse({"detail": error.detail}, error.status_code)
