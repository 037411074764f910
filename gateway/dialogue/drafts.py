"""What a citizen began and has not finished: kept 72 hours, nudged once, then given to a person with all her words.

The columns of the conversation are the calendar; `tend` may run anywhere, any number of times. It never asks the bot.
"""

from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.clock import PAKISTAN
from gateway.db import Database
from gateway.dialogue import policy, repository
from gateway.dialogue.contract import OptOut, TurnResponse
from gateway.dialogue.repository import Unfinished
from gateway.i18n.catalog import render
from gateway.i18n.negotiate import DEFAULT_LANGUAGE
from gateway.outbox import service as outbox
from gateway.people import repository as people
from gateway.protect import Protector
from gateway.triage import repository as triage
from models.conversation import Conversation
from models.inbound_message import InboundMessage
from models.triage_item import TriageItem

log = structlog.get_logger()

NUDGE = "draft_nudge"
BATCH = 100


async def note(session: AsyncSession, conversation: Conversation, row: InboundMessage, response: TurnResponse) -> None:
    """Remember what the turn leaves unfinished. A nudge that has not left yet is moot: she has written."""
    if conversation.draft_nudged_at is not None:
        await outbox.cancel(session, conversation.id, NUDGE)
    if response.draft is None:
        forget(conversation)
        return
    conversation.draft_words, conversation.draft_at = response.draft.words, row.received_at
    conversation.draft_message_id = row.id
    conversation.draft_is_sealed = response.draft.is_sensitive
    if any(isinstance(command, OptOut) for command in response.commands):
        await stop(session, conversation)


async def stop(session: AsyncSession, conversation: Conversation) -> None:
    """She wants no more messages: no nudge and no call. If she goes on all the same, the draft counts again."""
    await outbox.cancel(session, conversation.id, NUDGE)
    conversation.draft_words, conversation.draft_at = None, None


def forget(conversation: Conversation) -> None:
    """Nothing is unfinished."""
    conversation.draft_words, conversation.draft_at, conversation.draft_nudged_at = None, None, None
    conversation.draft_is_sealed, conversation.draft_message_id = False, None


async def tend(database: Database, protector: Protector, now: datetime) -> None:
    """Nudge and hand over what is due, a batch a transaction. Commits."""
    due = policy.due(now, now.astimezone(PAKISTAN).time())
    while True:
        async with database.unit_of_work() as session:
            found = await repository.claim_unfinished(session, due, limit=BATCH)
            handled = [await _tend_one(session, protector, one, now) for one in found]
        if handled:
            log.info("drafts_tended", nudged=handled.count("nudged"), handed_over=handled.count("handed_over"))
        if len(found) < BATCH:
            return


async def _tend_one(session: AsyncSession, protector: Protector, one: Unfinished, now: datetime) -> str:
    assert one.conversation.draft_at is not None
    if one.conversation.draft_at <= now - policy.KEPT_FOR:
        await _hand_over(session, one.conversation, now)
        return "handed_over"
    return await _nudge(session, protector, one, now)


async def _nudge(session: AsyncSession, protector: Protector, one: Unfinished, now: datetime) -> str:
    """One reminder a draft; none to somebody who asked for fewer messages."""
    conversation, contact, citizen = one.conversation, one.contact, one.citizen
    conversation.draft_nudged_at = now
    if await people.withdrawn_purposes(session, contact.id, conversation.channel):
        return "left_alone"
    language = citizen.preferred_language or conversation.language or DEFAULT_LANGUAGE
    assert conversation.draft_at is not None
    await outbox.enqueue(
        session,
        destination=outbox.Destination(conversation.id, contact.id, conversation.channel, conversation.our_address),
        sentences=[outbox.Sentence(NUDGE, {}, render(NUDGE, language, {}))],
        language=language,
        dedupe_key=f"{NUDGE}:{conversation.id}:{conversation.draft_at.isoformat()}",
        now=now,
        protector=protector,
    )
    return "nudged"


async def _hand_over(session: AsyncSession, conversation: Conversation, now: datetime) -> None:
    """A person calls back; the draft is emptied, so that an answer weeks later begins afresh.

    Of a draft that is nothing but a voice note a person knows already.
    """
    is_heard = await triage.has_open(session, conversation.id, "voice_note")
    if conversation.draft_words or not is_heard:
        item = TriageItem(
            reason="draft_abandoned", inbound_message_id=conversation.draft_message_id,
            conversation_id=conversation.id, text=conversation.draft_words or "",
            is_sealed=conversation.draft_is_sealed, opened_at=now,
        )  # fmt: skip
        await triage.open_item(session, item)
    conversation.state = None
    forget(conversation)
