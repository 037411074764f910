"""What an official was asked by text and has not answered: kept with her phone, for one answer, two hours at most."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Literal

from gateway.worktext.parsing import Order
from models.conversation import Conversation
from models.official_phone import OfficialPhone

ASKED_FOR = timedelta(hours=2)
Question = Literal["confirm", "case", "office", "reason", "proof"]


@dataclass(frozen=True)
class Asked:
    """A question, the order it stands in the way of, and what she may choose from: references or codes."""

    question: Question
    order: Order
    options: Sequence[str]


def ask(phone: OfficialPhone, question: Question, order: Order, options: Sequence[str], now: datetime) -> None:
    """Her next text answers this."""
    phone.pending = {
        "question": question, "order": asdict(order), "options": list(options), "asked_at": now.isoformat()
    }  # fmt: skip


def of(phone: OfficialPhone, conversation: Conversation, now: datetime) -> Asked | None:
    """What waits; None when it is too old, or when she was asked something as a citizen since: that is answered."""
    kept, other = phone.pending, conversation.pending_question or {}
    if kept is None:
        return None
    asked_at = datetime.fromisoformat(kept["asked_at"])
    is_over = "asked_at" in other and datetime.fromisoformat(other["asked_at"]) > asked_at
    if is_over or now - asked_at > ASKED_FOR:
        return None
    return Asked(kept["question"], Order(**kept["order"]), kept["options"])
