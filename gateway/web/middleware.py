"""Pure ASGI middleware: a correlation id on every request, in the logs and in the answer."""

import re
import secrets

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_HEADER = b"x-correlation-id"
_GIVEN = re.compile(rb"[A-Za-z0-9-]{8,64}")


class CorrelationId:
    """Takes the caller's id when it is a plain word, makes one otherwise. Requests run in tasks of their own."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Bind, then pass on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        word = _id(scope)

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (_HEADER, word)]
            await send(message)

        with structlog.contextvars.bound_contextvars(correlation_id=word.decode()):
            await self._app(scope, receive, send_with_id)


def _id(scope: Scope) -> bytes:
    for name, value in scope["headers"]:
        if name == _HEADER and _GIVEN.fullmatch(value):
            return bytes(value)
    return secrets.token_hex(8).encode()
