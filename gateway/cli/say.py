"""`sunwai say`: write to Sunwai as a citizen would, and read what she gets. Goes through the simulator, so that the
whole line runs: signed webhook, dialogue, case, outbox, provider. Knows nothing of what is said.
"""

import json
import sys
import time
from collections.abc import Iterator
from typing import Annotated, Any, Literal

import httpx
import typer

from gateway import settings as environment
from gateway.errors import SunwaiError, Unavailable
from gateway.phone import to_e164

QUIET_SECONDS = 0.7
LONGEST_WAIT_SECONDS = 10.0
PATIENCE_SECONDS = 25.0
STDIN = "-"
Shown = dict[str, Any]


class NoSimulator(Unavailable):
    """The simulator does not answer; `make up` starts it."""

    code = "no_simulator"


class NotTaken(Unavailable):
    """The gateway did not take the message."""

    code = "not_taken"


def say(
    text: Annotated[str, typer.Argument(help="What she writes; - reads one message a line from standard input.")],
    sender: Annotated[str, typer.Option("--from", help="Her number, in any usual form.")],
    channel: Annotated[Literal["sms", "whatsapp"], typer.Option(help="How she writes.")] = "sms",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object for each message.")] = False,
    timeout: Annotated[float, typer.Option(help="Seconds to wait for the first reply.", min=0.1)] = 15.0,
) -> None:
    """Send a message as a citizen through the running gateway and print the replies.

    Exit code 1 when a message was not answered.

    Example: sunwai say --from 03001234567 "Gujranwala peoples colony me 5 din se pani nahi"

    Example: sunwai say --from +923001234567 --channel whatsapp --json "درخواست کی صورتحال"

    Example: printf 'Pani nahi\\nGujranwala\\n1\\n' | sunwai say --from 03001234567 -
    """
    try:
        phone = to_e164(sender)
        with Simulator(_origin()) as simulator:
            outcomes = [
                _show(simulator.ask(phone, channel, line, timeout), as_json=as_json) for line in _lines(text)
            ]  # fmt: skip
    except SunwaiError as error:
        typer.echo(error.detail, err=True)
        raise typer.Exit(1) from error
    if not all(outcomes):
        typer.echo(f"no reply within {timeout:g} s; the message is kept, see the logs", err=True)
        raise typer.Exit(1)


class Simulator:
    """The simulator's controls, as far as a conversation needs them."""

    def __init__(self, origin: str, *, transport: httpx.BaseTransport | None = None) -> None:
        self._origin = origin
        self._http = httpx.Client(base_url=origin, timeout=PATIENCE_SECONDS, transport=transport, trust_env=False)

    def __enter__(self) -> "Simulator":
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def ask(self, phone: str, channel: str, text: str, timeout_seconds: float) -> Shown:
        """Send one text and wait until the replies have settled.

        Returns:
            from, channel, text, and replies in order, each with text, segments, encoding and status.

        Raises NoSimulator and NotTaken.
        """
        written = self._call("POST", "/_simulator/inbound", json={"from": phone, "channel": channel, "body": text})
        _require_taken(written)
        replies = self._replies(phone, channel, written, timeout_seconds)
        fields = ("text", "segments", "encoding", "status")
        shown = [{name: reply[name] for name in fields} for reply in replies]
        return {"from": phone, "channel": channel, "text": text, "replies": shown}

    def _replies(self, phone: str, channel: str, written: Shown, timeout_seconds: float) -> list[Shown]:
        """Everything said to her since; ends when nothing new has come for QUIET_SECONDS after the first."""
        until = time.monotonic() + timeout_seconds
        since, heard = written["change"], dict[str, Shown]()
        while (left := until - time.monotonic()) > 0:
            query = {"channel": channel, "since": since, "wait_seconds": min(left, LONGEST_WAIT_SECONDS)}
            news = self._call("GET", f"/_simulator/conversations/{phone}", params=query)
            since = news["changes"]
            fresh = {
                one["sid"]: one
                for one in news["texts"]
                if one["direction"] == "out" and one["number"] > written["number"]
            }
            if fresh.keys() - heard.keys():
                until = time.monotonic() + QUIET_SECONDS
            heard |= fresh
        return sorted(heard.values(), key=lambda one: int(one["number"]))

    def _call(self, method: str, path: str, **options: Any) -> Shown:
        try:
            response = self._http.request(method, path, **options)
        except httpx.TransportError as error:
            raise NoSimulator(f"the simulator does not answer at {self._origin}; `make up` starts it") from error
        if response.status_code == httpx.codes.UNPROCESSABLE_ENTITY:
            raise NotTaken("no phone could send this: wrong digits in the number, or more than 1600 characters")
        if not response.is_success:
            raise NoSimulator(f"something else than the simulator answers at {self._origin}")
        answer: Shown = response.json()
        return answer


def _require_taken(written: Shown) -> None:
    """Raises NotTaken unless the gateway's webhook said 2xx."""
    outcome = written["webhooks"][-1]
    if outcome["error_code"] is None:
        return
    if outcome["status"] is None:
        raise NotTaken("the gateway does not answer the webhook; `make up` starts it")
    hint = "; simulator and gateway have different auth tokens or addresses" if outcome["status"] == 403 else ""
    raise NotTaken(f"the gateway answered the webhook with {outcome['status']}{hint}")


def _origin() -> str:
    settings = environment.load()
    if settings.environment == "production":
        raise NotTaken("there is no simulator in production")
    return settings.simulator_origin


def _lines(text: str) -> Iterator[str]:
    if text != STDIN:
        yield text
        return
    for line in sys.stdin:
        if line.strip():
            yield line.rstrip("\r\n")


def _show(outcome: Shown, *, as_json: bool) -> bool:
    """Print one exchange as soon as it is over; whether there was a reply."""
    if as_json:
        typer.echo(json.dumps(outcome, ensure_ascii=False))
        return bool(outcome["replies"])
    typer.echo(f"> {outcome['text']}")
    for reply in outcome["replies"]:
        words = str(reply["text"]).replace("\n", "\n  ")
        parts = "1 part" if reply["segments"] == 1 else f"{reply['segments']} parts"
        typer.echo(f"< {words}\n  [{reply['encoding']}, {parts}, {reply['status']}]")
    return bool(outcome["replies"])
