"""The web server of the simulator. Owns only how it stops: readers that wait for news are let go first."""

import socket

import uvicorn
from fastapi import FastAPI

from simulator.provider import Provider

GRACE_SECONDS = 2


class Server(uvicorn.Server):
    """Without this, stopping would wait for every open phone page and then cut it off with a traceback."""

    def __init__(self, app: FastAPI, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._app = app

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let waiting readers go, then stop as usual."""
        provider: Provider | None = getattr(self._app.state, "provider", None)
        if provider:
            provider.store.let_go()
        await super().shutdown(sockets)
