"""A bot as a process of its own that starts at once and follows one script: the first complaint opens a case.

Run: python -m tests.support.scripted_bot_server PORT. Like the trained bot it keeps nothing: the state says all.
"""

import asyncio
import sys

import uvicorn
from fastapi import FastAPI

from gateway.dialogue.contract import Command, OpenCase, Say, TurnRequest, TurnResponse
from gateway.local.ports import LOOPBACK
from tests.support.bot import understood

COMPLAINT = "pani nahi"
TAKES_SECONDS = 0.02

app = FastAPI()


@app.get("/healthz")
async def healthz() -> dict[str, str]:
    """It lives."""
    return {"status": "ok"}


@app.post("/turn")
async def turn(request: TurnRequest) -> TurnResponse:
    """A case for the first complaint, thanks for everything else; the state counts turns."""
    await asyncio.sleep(TAKES_SECONDS)
    state = request.state or {"turns": 0, "has_case": False}
    opens = COMPLAINT in request.message.text and not state["has_case"]
    command: Command = (
        OpenCase(category="water_supply", description=request.message.text, area_id="punjab-gujranwala-teh-kamoke")
        if opens
        else Say(key="thanks")
    )
    after = {"turns": state["turns"] + 1, "has_case": state["has_case"] or opens}
    return TurnResponse(state=after, commands=[command], understanding=understood())


if __name__ == "__main__":
    uvicorn.run(app, host=LOOPBACK, port=int(sys.argv[1]), log_level="warning", access_log=False)
