"""`sunwai say`: text as a citizen through the running gateway, and see what comes back.

The text goes to the simulator, which signs the webhook as the provider would, so the whole line runs.
"""

import json
import sys
import time
from typing import Annotated, Any

import httpx
import typer

from gateway import settings as environment
from gateway.errors import SunwaiError
from gateway.phone import to_e164

QUIET_SECONDS = 0.7
POLL_SECONDS = 0.1
ACCEPTED = 200


class NothingRuns(SunwaiError):
    """The simulator does not answer: start everything with `make up`."""

    status = 503
    code = "nothing_runs"


class NotAcknowledged(SunwaiError):
    """The gateway did not acknowledge the message."""

    status = 502
    code = "not_acknowledged"


def say(
    text: Annotated[str, typer.Argument(help="What the citizen texts; - reads one message a line.")],
    sender: Annotated[str, typer.Option("--from", help="Her phone, in any usual form.")] = "+923001234567",
    channel: Annotated[str, typer.Option(help="sms or whatsapp.")] = "whatsapp",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a message.")] = False,
    timeout: Annotated[float, typer.Option(help="Seconds to wait for the first reply.")] = 15.0,
) -> None:
    """Send one signed message through the running gateway and print the replies.

    Example: sunwai say --from 0300-1234567 --channel sms "گٹر ابل رہے ہیں، کامونکی"
    """
    try:
        phone = to_e164(sender)
        if channel not in ("sms", "whatsapp"):
            raise typer.BadParameter("the channel is sms or whatsapp", param_hint="--channel")
        lines = [line.rstrip("\n") for line in sys.stdin] if text == "-" else [text]
        with httpx.Client(base_url=environment.load().simulator_origin, timeout=30, trust_env=False) as simulator:
            for line in lines:
                _print(_exchange(simulator, phone, channel, line, timeout), as_json=as_json)
    except SunwaiError as error:
        typer.echo(error.detail, err=True)
        raise typer.Exit(1) from error


def _exchange(simulator: httpx.Client, phone: str, channel: str, text: str, timeout: float) -> dict[str, Any]:
    """One message and its replies, in the order they were sent."""
    try:
        written = simulator.post("/_simulator/inbound", json={"from": phone, "channel": channel, "body": text})
        written.raise_for_status()
        outcome = written.json()
        if not any(call["status"] == ACCEPTED for call in outcome["webhooks"]):
            raise NotAcknowledged
        replies = _await_replies(simulator, outcome, channel, timeout)
    except httpx.HTTPError as error:
        raise NothingRuns from error
    return {"from": phone, "channel": channel, "text": text, "replies": replies}


def _await_replies(
    simulator: httpx.Client, outcome: dict[str, Any], channel: str, timeout: float
) -> list[dict[str, Any]]:
    """Replies to one message: until none has come for a moment, or the time is up."""
    deadline = time.monotonic() + timeout
    found: list[dict[str, Any]] = []
    while time.monotonic() < deadline:
        time.sleep(QUIET_SECONDS if found else POLL_SECONDS)
        query: dict[str, str | int] = {"channel": channel, "since": outcome["change"]}
        answer = simulator.get(f"/_simulator/conversations/{outcome['sender']}", params=query)
        answer.raise_for_status()
        sent = [one for one in answer.json()["texts"] if one["direction"] == "out"]
        texts = [one for one in sent if one["number"] > outcome["number"]]
        if found and len(texts) == len(found):
            break
        found = texts
    return [_reply(one) for one in found]


def _reply(one: dict[str, Any]) -> dict[str, Any]:
    return {name: one[name] for name in ("text", "encoding", "segments", "status")}


def _print(exchange: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(exchange, ensure_ascii=False))
        return
    typer.echo(f"> {exchange['text']}")
    for reply in exchange["replies"]:
        typer.echo(f"{reply['text']}\n  [{reply['encoding']}, {reply['segments']} part(s), {reply['status']}]")
    if not exchange["replies"]:
        typer.echo("no reply yet", err=True)
