"""The controls under /_simulator: write as a citizen, read what she reads, order failures. For tests and the phone."""

from datetime import timedelta
from typing import Any

from fastapi import APIRouter, HTTPException, Query
from pydantic import BaseModel, Field
from starlette.responses import Response

from simulator import addresses, citizen
from simulator.addresses import Channel
from simulator.cases import CasesAnswer
from simulator.faults import Fault
from simulator.inbound import Written
from simulator.receipts import Options, Step
from simulator.templates import Template
from simulator.web.dependencies import TheCases, TheProvider

MOST_WAIT_SECONDS = 20.0
router = APIRouter(prefix="/_simulator", tags=["controls"])


class WebhookOutcome(BaseModel):
    """What the gateway answered to one call. `status` None: it did not answer."""

    status: int | None
    error_code: int | None
    attempts: int


class WrittenOutcome(BaseModel):
    """`number`: replies to this text have higher ones. `change`: ask for what changed since then to see them."""

    sid: str
    number: int
    sender: str
    our_address: str
    change: int
    webhooks: list[WebhookOutcome]


class Conversation(BaseModel):
    """Texts that are new or changed since `since`, oldest first; `changes` is the next `since`."""

    contact: str
    generation: str
    changes: int
    texts: list[dict[str, Any]]


class MovedClock(BaseModel):
    """Seconds by which 24-hour windows run ahead of real time."""

    offset_seconds: float = Field(ge=-10_000_000, le=10_000_000)


class MadeUpReport(BaseModel):
    """A status callback at a moment of the tester's choice. `moves`: whether the text really gets this status."""

    status: str
    error_code: int | None = None
    moves: bool = True


@router.post("/inbound")
async def write(provider: TheProvider, written: Written) -> WrittenOutcome:
    """Write to Sunwai as a citizen; answers when the gateway's webhook has."""
    before = provider.store.changes
    try:
        received = await citizen.write(provider, written)
    except ValueError as error:
        raise HTTPException(422, str(error)) from error
    return WrittenOutcome(
        sid=received.record.sid,
        number=received.record.number,
        sender=received.record.contact,
        our_address=addresses.bare(received.record.recipient),
        change=before,
        webhooks=[WebhookOutcome.model_validate(one, from_attributes=True) for one in received.answers],
    )


@router.get("/conversations/{contact}")
async def read_conversation(
    provider: TheProvider,
    contact: str,
    channel: Channel | None = None,
    since: int = 0,
    wait_seconds: float = Query(0, ge=0, le=MOST_WAIT_SECONDS),
) -> Conversation:
    """Both directions of one person's conversation. With `wait_seconds`, waits for news that long."""
    person = _contact(contact)
    store = provider.store
    generation = store.generation

    def has_news() -> bool:
        return store.generation != generation or bool(store.conversation(person, channel, since))

    await store.await_news(has_news, wait_seconds)
    texts = [one.for_phone() for one in store.conversation(person, channel, since)]
    return Conversation(contact=person, generation=store.generation, changes=store.changes, texts=texts)


@router.get("/cases")
async def read_cases(cases: TheCases, contact: str) -> CasesAnswer:
    """Cases of one person, asked from the gateway's own API."""
    return await cases.cases_of(_contact(contact))


@router.get("/media/{sid}")
async def read_media(provider: TheProvider, sid: str) -> Response:
    """A file for the phone page; the way for the gateway is the API with its password."""
    found = provider.store.media(sid)
    if found is None or not found.content:
        raise HTTPException(404, "there is no such file")
    kind = found.content_type if found.content_type.startswith(("image/", "audio/", "video/")) else "application/pdf"
    headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox"}
    return Response(found.content, media_type=kind, headers=headers)


@router.post("/texts/{sid}/status")
async def report(provider: TheProvider, sid: str, made_up: MadeUpReport) -> dict[str, str]:
    """Call the status callback of a text now, in any order and as often as wanted."""
    record = citizen.require(provider.store.get(sid))
    step = Step(made_up.status, 0, made_up.error_code)
    if made_up.moves:
        provider.set_status(record, step)
    await provider.report(record, step)
    return {"sid": sid, "status": made_up.status}


@router.post("/faults", status_code=201)
async def order_fault(provider: TheProvider, fault: Fault) -> list[Fault]:
    """Let the next calls of the API fail; answers with everything still to come."""
    provider.faults.order(fault)
    return provider.faults.waiting


@router.delete("/faults", status_code=204)
async def forget_faults(provider: TheProvider) -> Response:
    """Let everything work again."""
    provider.faults.waiting.clear()
    return Response(status_code=204)


@router.get("/options")
async def read_options(provider: TheProvider) -> Options:
    """How delivery and its callbacks behave."""
    return provider.options


@router.put("/options")
async def set_options(provider: TheProvider, options: Options) -> Options:
    """Replace them; what is left out has its default."""
    provider.set_options(options)
    return options


@router.put("/templates")
async def put_template(provider: TheProvider, template: Template) -> list[Template]:
    """Add or replace one piece of content; answers with all."""
    provider.store.templates[template.sid] = template
    return list(provider.store.templates.values())


@router.post("/clock")
async def move_clock(provider: TheProvider, moved: MovedClock) -> MovedClock:
    """Move the judgement of 24-hour windows."""
    provider.clock.offset = timedelta(seconds=moved.offset_seconds)
    return moved


@router.get("/webhooks")
async def read_webhooks(provider: TheProvider) -> list[dict[str, Any]]:
    """The last calls to the gateway with its answers, oldest first."""
    return [
        {"url": call.url, "fields": dict(call.fields), "status": call.answer.status, "attempts": call.answer.attempts}
        for call in provider.webhook.calls
    ]


@router.post("/reset", status_code=204)
async def reset(provider: TheProvider) -> Response:
    """Forget every text, fault, option and moved clock; templates stay."""
    provider.forget_everything()
    return Response(status_code=204)


def _contact(text: str) -> str:
    try:
        return addresses.contact(text)
    except ValueError:
        return addresses.bare(text)
