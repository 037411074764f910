"""Advance one message: claim it, ask the bot with no transaction open, then write everything it caused in one.

A crash before the second commit changes nothing, and the same question gets the same answer, so a repeat is exact.
See docs/decisions/0003-one-transaction-per-turn.md.
"""

from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from gateway import clock
from gateway.cases.service import Origin
from gateway.db import Database
from gateway.dialogue import drafts, outage, repository
from gateway.dialogue.bot_client import BotClient, BotUnavailable
from gateway.dialogue.context import Context, Utterance
from gateway.dialogue.contract import SetLanguage, TurnResponse
from gateway.dialogue.execution import execute
from gateway.dialogue.keywords import ProviderKeyword, Received, provider_keyword
from gateway.dialogue.question import question
from gateway.dialogue.repository import Known
from gateway.dialogue.signals import signals_of
from gateway.i18n.negotiate import reply_language
from gateway.inbox import repository as inbox
from gateway.inbox.repository import Claimed
from gateway.notices import service as notices
from gateway.outbox import service as outbox
from gateway.people import service as people
from gateway.people.service import Writer
from gateway.protect import Protector
from gateway.review import service as review
from gateway.triage import repository as triage
from gateway.wording import sentence
from gateway.worktext import service as worktext
from gateway.worktext.acts import Desk
from models.base import new_id
from models.inbound_message import InboundMessage
from models.triage_item import TriageItem
from models.turn import Turn

log = structlog.get_logger()


@dataclass(frozen=True)
class Line:
    """What a worker needs to walk a message down the line."""

    database: Database
    bot: BotClient
    protector: Protector
    lease_seconds: float
    is_provider_handling_keywords: bool = True
    console_origin: str = ""


@dataclass(frozen=True)
class Answer:
    """What one message is answered with. Without a turn it is a notice, such as that the bot is slow."""

    said: list[Utterance]
    language: str
    turn: Turn | None = None


async def advance(line: Line) -> bool:
    """Take the oldest message of a citizen who has none in progress, and answer it. False: nothing was waiting."""
    async with line.database.at_once() as connection:
        claimed = await inbox.claim_next(connection, now=clock.now(), lease_seconds=line.lease_seconds)
        if claimed is None:
            return False
        known = await repository.known_of(connection, claimed.contact_hash, claimed.channel)
    with structlog.contextvars.bound_contextvars(correlation_id=str(claimed.id)):
        await _answer(line, claimed, known)
    return True


async def _answer(line: Line, claimed: Claimed, known: Known) -> None:
    try:
        keyword = _keyword(line, claimed, known)
        if keyword:
            await _settle_keyword(line, claimed, keyword)
        elif not known.has_work_phone or not await _settle_work(line, claimed):
            await _settle_turn(line, claimed, await line.bot.turn(question(claimed, known)))
    except BotUnavailable as error:
        log.warning("bot_unavailable", reason=error.detail, attempts=claimed.attempts)
        await _postpone(line, claimed, "bot_unavailable")
    except Exception as error:  # the worker's edge: record, release, go on with the next citizen
        log.exception("turn_failed", error=type(error).__name__, attempts=claimed.attempts)
        await _postpone(line, claimed, "turn_failed")


def _keyword(line: Line, claimed: Claimed, known: Known) -> ProviderKeyword | None:
    """What the provider has answered itself."""
    received = Received(claimed.channel, claimed.body, claimed.our_address, claimed.opt_out_type, known.is_held_back)
    return provider_keyword(received, is_handling=line.is_provider_handling_keywords)


async def _settle_turn(line: Line, claimed: Claimed, response: TurnResponse) -> None:
    """Dialogue state and everything the commands cause, in one commit."""
    now = clock.now()
    async with line.database.unit_of_work() as session:
        row = await repository.lock_unanswered(session, claimed.id)
        if row is None:
            return  # our lease ended and somebody else answered
        writer = await people.recognise(session, row)
        language = _language_of(writer, response)
        turn = await _add_turn(session, writer, row, response, language)
        origin = Origin(
            turn_id=turn.id, conversation_id=writer.conversation.id, citizen_id=writer.citizen.id,
            inbound_message_id=row.id, channel=writer.conversation.channel, language=language, now=now,
        )  # fmt: skip
        context = Context(session, writer, row, origin)
        said = await execute(context, response.commands)
        await _notify_offices(line, context)
        await review.consider(session, turn, signals_of(row, response, was_silent=not said))
        if not said:
            said = [Utterance("kept_for_person", {})]
            await _open_triage(session, row, writer, "not_understood", now)
        await _enqueue(line, session, writer, row, Answer(said, language, turn))
        await drafts.note(session, writer.conversation, row, response)
        _remember(writer, response, language, row)
        if row.attempts > 1:
            await triage.settle_of_inbound(session, row.id, ("bot_unavailable", "turn_failed"), now=now)
        row.conversation_id = writer.conversation.id
        await inbox.finish(session, row, now=now)
    log.info("turn_settled", intent=response.understanding.intent, commands=[c.command for c in response.commands])


async def _notify_offices(line: Line, context: Context) -> None:
    """Offices hear of what this turn brought them."""
    brought = {
        "new_case": context.opened, "disputed": context.disputed, "answered_by_citizen": context.replied_to
    }  # fmt: skip
    for kind, cases in brought.items():
        # She may answer more than once.
        occasion = str(context.origin.turn_id) if kind == "answered_by_citizen" else ""
        for case in cases:
            await notices.notify(
                context.session, line.protector, case, case.office_id, kind, context.origin.now, occasion=occasion
            )


def _language_of(writer: Writer, response: TurnResponse) -> str:
    asked = [command.language for command in response.commands if isinstance(command, SetLanguage)]
    return reply_language(
        preferred=asked[-1] if asked else writer.citizen.preferred_language,
        understood=response.understanding.language,
        is_substantive=response.understanding.is_substantive,
        current=writer.conversation.language,
    )


async def _add_turn(
    session: AsyncSession, writer: Writer, row: InboundMessage, response: TurnResponse, language: str
) -> Turn:
    turn = Turn(
        id=new_id(), conversation_id=writer.conversation.id, inbound_message_id=row.id,
        number=writer.conversation.turn_count + 1, language=language,
        understanding=response.understanding.model_dump(mode="json"),
        commands=[command.model_dump(mode="json") for command in response.commands],
        model_version=response.understanding.model_version,
    )  # fmt: skip
    session.add(turn)
    await session.flush()
    return turn


def _remember(writer: Writer, response: TurnResponse, language: str, row: InboundMessage) -> None:
    conversation = writer.conversation
    conversation.state = response.state
    conversation.language = language
    conversation.turn_count += 1
    conversation.our_address = row.our_address
    conversation.last_inbound_at = row.received_at


async def _enqueue(line: Line, session: AsyncSession, writer: Writer, row: InboundMessage, answer: Answer) -> None:
    destination = outbox.Destination(
        conversation_id=writer.conversation.id, contact_id=writer.contact.id,
        channel=writer.conversation.channel, sender=row.our_address,
    )  # fmt: skip
    prefix = "turn" if answer.turn else answer.said[0].key
    await outbox.enqueue(
        session,
        destination=destination,
        sentences=[await sentence(session, one.key, one.params, answer.language) for one in answer.said],
        language=answer.language,
        dedupe_key=f"{prefix}:{row.id}",
        now=clock.now(),
        protector=line.protector,
        turn_id=answer.turn.id if answer.turn else None,
    )


async def _settle_keyword(line: Line, claimed: Claimed, keyword: ProviderKeyword) -> None:
    """Record consent for what the provider has already answered; say nothing a second time."""
    now = clock.now()
    async with line.database.unit_of_work() as session:
        row = await repository.lock_unanswered(session, claimed.id)
        if row is None:
            return
        writer = await people.recognise(session, row)
        if keyword != "help":
            decision = "withdrawn" if keyword == "stop" else "given"
            consent = people.Consent(decision, ("service", "follow_up", "outreach"), "provider_opt_out")
            await people.record_consent(session, writer, consent, decided_at=now, inbound_message_id=row.id)
        if keyword == "stop":
            await drafts.stop(session, writer.conversation)
        writer.conversation.last_inbound_at = row.received_at
        row.conversation_id = writer.conversation.id
        await inbox.finish(session, row, now=now)
    log.info("provider_keyword_recorded", keyword=keyword)


async def _settle_work(line: Line, claimed: Claimed) -> bool:
    """Do what an official texts, with its answer, in one commit. False: it is a citizen's text, for the bot."""
    now = clock.now()
    async with line.database.unit_of_work() as session:
        row = await repository.lock_unanswered(session, claimed.id)
        if row is None:
            return True
        writer = await people.recognise(session, row)
        desk = Desk(line.protector, now, line.console_origin, row.channel)
        reply = await worktext.take(session, desk, writer, row)
        if reply is None:
            return False
        conversation = writer.conversation
        await outbox.enqueue(
            session,
            destination=outbox.Destination(conversation.id, writer.contact.id, row.channel, row.our_address),
            sentences=[await sentence(session, key, params, reply.language) for key, params in reply.said],
            language=reply.language, dedupe_key=f"work:{row.id}", now=now, protector=line.protector,
            case_id=reply.case_id,
        )  # fmt: skip
        conversation.our_address, conversation.last_inbound_at = row.our_address, row.received_at
        row.conversation_id = conversation.id
        await inbox.finish(session, row, now=now)
    log.info("work_settled", said=[key for key, _ in reply.said])
    return True


async def _postpone(line: Line, claimed: Claimed, reason: str) -> None:
    """Tell the citizen honestly, show the message to a person, and try again later or leave it to that person."""
    now = clock.now()
    async with line.database.unit_of_work() as session:
        row = await repository.lock_unanswered(session, claimed.id)
        if row is None:
            return
        waited = (now - row.received_at).total_seconds()
        verdict = (
            outage.bot_unavailable(attempts=row.attempts, waited_seconds=waited)
            if reason == "bot_unavailable"
            else outage.turn_failed(attempts=row.attempts)
        )
        writer = await people.recognise(session, row)
        row.conversation_id = writer.conversation.id
        writer.conversation.last_inbound_at = row.received_at
        await _open_triage(session, row, writer, reason, now)
        if verdict.sentence:
            language = writer.citizen.preferred_language or writer.conversation.language or "ur"
            await _enqueue(line, session, writer, row, Answer([Utterance(verdict.sentence, {})], language))
        if verdict.retry_in_seconds is None:
            await inbox.mark_needs_person(session, row, now=now, error=reason)
        else:
            await inbox.release_for_retry(session, row, now=now, delay_seconds=verdict.retry_in_seconds, error=reason)


async def _open_triage(session: AsyncSession, row: InboundMessage, writer: Writer, reason: str, now: datetime) -> None:
    item = TriageItem(
        reason=reason, inbound_message_id=row.id, conversation_id=writer.conversation.id, text=row.body, opened_at=now
    )
    await triage.open_item(session, item)
