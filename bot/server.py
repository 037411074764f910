"""HTTP around the pure function: POST /turn, POST /understand, GET /healthz. Checks shapes, decides nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import structlog
from aiohttp import web
from jsonschema_rs import Draft202012Validator, ValidationError

from bot.engine.turns import Bot, TurnFailed

log = structlog.get_logger()

CONTRACT = Path(__file__).parent / "contract" / "turn.schema.json"
# A long WhatsApp text, a draft in its state, and room; or 500 texts to understand.
MAX_BODY_BYTES = 4 * 1024 * 1024
BOT = web.AppKey("bot", Bot)


class Refused(ValueError):
    """The request is outside the contract; the message says where."""


class Shape:
    """One shape of the contract, compiled once."""

    def __init__(self, name: str, contract: dict[str, Any]) -> None:
        self._validator = Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": contract["$defs"]})

    def check(self, body: bytes) -> dict[str, Any]:
        """The body as JSON. Raises Refused."""
        try:
            data = json.loads(body)
        except ValueError as error:
            raise Refused("the body is not JSON") from error
        try:
            self._validator.validate(data)
        except ValidationError as fault:
            path = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in fault.instance_path)
            raise Refused(f"${path}: {fault.kind.name}") from None
        assert isinstance(data, dict)
        return data


_contract = json.loads(CONTRACT.read_text(encoding="utf-8"))
TURN, UNDERSTAND = Shape("TurnRequest", _contract), Shape("UnderstandRequest", _contract)


def create_app(bot: Bot) -> web.Application:
    """The application around a loaded bot."""
    app = web.Application(client_max_size=MAX_BODY_BYTES, middlewares=[refusals])
    app[BOT] = bot
    app.add_routes([web.post("/turn", turn), web.post("/understand", understand), web.get("/healthz", healthz)])
    return app


@web.middleware
async def refusals(request: web.Request, handler: Any) -> web.StreamResponse:
    """Faults of the question are 400 and its asker's; a turn that failed is 500 and ours."""
    try:
        answer: web.StreamResponse = await handler(request)
        return answer
    except Refused as refused:
        return web.json_response({"error": "outside_contract", "detail": str(refused)}, status=400)
    except TurnFailed as failed:
        log.exception("turn_failed", error=str(failed))
        return web.json_response({"error": "turn_failed"}, status=500)


async def turn(request: web.Request) -> web.Response:
    """Answer one message."""
    question = TURN.check(await request.read())
    return web.json_response(await request.app[BOT].turn(question))


async def understand(request: web.Request) -> web.Response:
    """Classify texts outside any conversation."""
    question = UNDERSTAND.check(await request.read())
    return web.json_response({"understandings": await request.app[BOT].understand(question["texts"])})


async def healthz(request: web.Request) -> web.Response:
    """The model is loaded and the loop turns."""
    return web.json_response({"status": "ok", "model_version": request.app[BOT].model_version})


def serve(bot: Bot, host: str, port: int) -> None:
    """Serve until interrupted."""
    import uvloop

    uvloop.install()
    log.info("bot_ready", host=host, port=port, model_version=bot.model_version)
    web.run_app(create_app(bot), host=host, port=port, print=None, access_log=None)
