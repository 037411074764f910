"""Every process killed at random moments under load: nothing is lost, nothing is done twice, nobody is left waiting."""

import asyncio
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select

from gateway import clock, invariants
from gateway.db import Database
from models.attachment import Attachment
from models.case import Case
from models.conversation import Conversation
from models.inbound_message import InboundMessage
from models.outbound_message import OutboundMessage
from models.triage_item import TriageItem
from models.turn import Turn
from tests.support import bot_process
from tests.support.files import photo, upload
from tests.support.fleet import VICTIMS, Fleet, in_thread

pytestmark = [
    pytest.mark.kill,
    pytest.mark.timeout(300),
    pytest.mark.skipif(sys.platform != "linux", reason="children end with their parent only there"),
]
ON_THE_WAY_SECONDS = 30
QUIET_SECONDS = 90.0
PHOTO = [upload(photo())]
TOLD = (
    "Kamoke me pani nahi aa raha", "1", "Kamoke me pani nahi aa raha", "shukriya", "meri shikayat ka kya bana",
    "salam", "\u200f???", "shukriya",
)  # fmt: skip


@dataclass(frozen=True)
class Siege:
    """How much is written, and what is killed how often."""

    citizens: int
    messages: int
    longest_pause_seconds: float
    kills: tuple[str, ...]
    lost_reports: tuple[str, ...] = ()

    @property
    def seconds(self) -> float:
        """About how long they write."""
        return self.messages * self.longest_pause_seconds / 2


SIEGES = {
    # While the webhook is down they write all the same: that comes later, from the provider's own list. Without
    # delivery reports only a look at the provider tells what became of a text whose sender was killed.
    "scripted": Siege(30, 8, 4.0, (*VICTIMS, *VICTIMS[2:], "database"), lost_reports=("sent", "delivered", "read")),
    # It needs many seconds to come back, so it dies once.
    "trained": Siege(12, 5, 4.0, VICTIMS),
}
# The provider takes a text and does not say so. Two: more would let the sender rest for a minute.
FORGETFUL = {"kind": "timeout_after", "count": 2, "hang_seconds": 1}


@dataclass
class Citizens:
    """People who write without waiting for answers. `acknowledged`: provider ids the gateway took with 200."""

    origin: str
    siege: Siege
    chance: random.Random
    written: list[str] = field(default_factory=list)
    acknowledged: set[str] = field(default_factory=set)

    async def write(self) -> None:
        """Everybody writes all her messages."""
        async with httpx.AsyncClient(base_url=self.origin, trust_env=False, timeout=60) as http:
            (await http.post("/_simulator/faults", json=FORGETFUL)).raise_for_status()
            options = {"lost": self.siege.lost_reports, "sent_after_seconds": 0, "delivered_after_seconds": 0}
            (await http.put("/_simulator/options", json=options)).raise_for_status()
            await asyncio.gather(*(self._write(http, phone) for phone in self.phones))

    async def read(self) -> list[dict[str, Any]]:
        """What all of them were sent, Twilio's own texts left out."""
        async with httpx.AsyncClient(base_url=self.origin, trust_env=False, timeout=60) as http:
            asked = [await http.get(f"/_simulator/conversations/{phone}") for phone in self.phones]
        return [text for answer in asked for text in answer.json()["texts"] if text["direction"] == "out"]

    @property
    def phones(self) -> list[str]:
        return [f"+9230000000{number:02}" for number in range(self.siege.citizens)]

    async def _write(self, http: httpx.AsyncClient, phone: str) -> None:
        for text in TOLD[: self.siege.messages]:
            await asyncio.sleep(self.chance.uniform(0, self.siege.longest_pause_seconds))
            written = {"from": phone, "channel": "whatsapp", "body": text, "media": PHOTO if text == "salam" else []}
            sent = await http.post("/_simulator/inbound", json=written)
            answer = sent.raise_for_status().json()
            self.written.append(answer["sid"])
            if answer["webhooks"][-1]["status"] == 200:
                self.acknowledged.add(answer["sid"])


@pytest.fixture(params=SIEGES)
def fleet(request: pytest.FixtureRequest) -> Iterator[Fleet]:
    is_scripted = request.param == "scripted"
    reason = None if is_scripted else bot_process.missing()
    if reason:
        pytest.skip(reason)
    with tempfile.TemporaryDirectory(prefix="sunwai-test-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        made = Fleet(Path(folder), is_bot_scripted=is_scripted)
        try:
            made.start()
            yield made
        finally:
            made.stop()


def test_killed_under_load_nothing_is_lost_or_doubled(fleet: Fleet, request: pytest.FixtureRequest) -> None:
    siege = SIEGES[request.node.callspec.params["fleet"]]
    seed = random.getrandbits(32)
    sys.stdout.write(f"seed of this siege: {seed}\n")
    citizens = Citizens(fleet.settings.simulator_origin, siege, random.Random(seed))
    _besiege(fleet, citizens, random.Random(seed + 1))

    stored = in_thread(fleet.ask(_stored)).result()
    sys.stdout.write(f"acknowledged: {len(citizens.acknowledged)} of {len(citizens.written)}\n")
    assert citizens.acknowledged <= stored
    assert len(citizens.written) == siege.citizens * siege.messages
    fleet.start_scheduler()
    fleet.tend_until(lambda: _is_quiet(fleet, set(citizens.written)), QUIET_SECONDS)

    faults = _faults_now(fleet, citizens)
    arrives_until = time.monotonic() + ON_THE_WAY_SECONDS
    while faults and time.monotonic() < arrives_until:
        time.sleep(1)
        faults = _faults_now(fleet, citizens)
    assert not faults, "\n".join([*faults, *fleet.said])


def _faults_now(fleet: Fleet, citizens: Citizens) -> list[str]:
    """What is wrong between our rows and the phones; what the provider has accepted may still be on its way."""
    texts = in_thread(citizens.read()).result()
    return in_thread(fleet.ask(lambda database: _faults(database, texts))).result()


def _besiege(fleet: Fleet, citizens: Citizens, chance: random.Random) -> None:
    """Let them write, and kill while they do."""
    kills = list(citizens.siege.kills)
    chance.shuffle(kills)
    pause = 2 * citizens.siege.seconds / len(kills)
    writing = in_thread(citizens.write())
    next_at = time.monotonic() + chance.uniform(0, pause)
    while kills or not writing.done():
        fleet.tend_until(lambda: True, 0)
        if kills and time.monotonic() >= next_at:
            # What is dead already is killed later.
            if fleet.kill(kills[0]):
                kills.pop(0)
            else:
                kills.append(kills.pop(0))
            next_at = time.monotonic() + chance.uniform(0, pause)
        time.sleep(0.05)
    writing.result()
    fleet.tend_until(fleet.are_ready, QUIET_SECONDS)


def _is_quiet(fleet: Fleet, written: set[str]) -> bool:
    """Whether all that was written has arrived, and nothing waits any more."""

    async def ask(database: Database) -> bool:
        inbound, outbound = InboundMessage.status, OutboundMessage.status
        async with database.unit_of_work() as session:
            waiting = await session.scalar(
                select(func.count()).select_from(InboundMessage).where(inbound.in_(("pending", "in_progress")))
            )
            leaving = await session.scalar(
                select(func.count()).select_from(OutboundMessage).where(outbound.in_(("queued", "sending", "unknown")))
            )
            fetching = await session.scalar(select(func.count()).where(Attachment.state == "waiting"))
        return not waiting and not leaving and not fetching and written <= await _stored(database)

    return in_thread(fleet.ask(ask)).result()


async def _stored(database: Database) -> set[str]:
    async with database.unit_of_work() as session:
        return set(await session.scalars(select(InboundMessage.provider_message_id)))


async def _faults(database: Database, texts: list[dict[str, Any]]) -> list[str]:
    """Everything that is not as promised."""
    async with database.unit_of_work() as session:
        inbound = (await session.scalars(select(InboundMessage).order_by(InboundMessage.seq))).all()
        turns = {turn.inbound_message_id: turn for turn in await session.scalars(select(Turn))}
        items = set(await session.scalars(select(TriageItem.inbound_message_id)))
        cases = Counter(await session.scalars(select(Case.citizen_id)))
        conversations = (await session.scalars(select(Conversation))).all()
        outbound = (await session.scalars(select(OutboundMessage))).all()
        photos = Counter((await session.execute(select(Attachment.inbound_message_id, Attachment.state))).tuples())
    faults = [f"{one.body!r} has no turn and no person" for one in inbound if not _is_cared_for(one, turns, items)]
    faults += [f"citizen {citizen} has {count} cases" for citizen, count in cases.items() if count > 1]
    faults += _out_of_order(inbound, turns) + _miscounted(conversations, turns)
    faults += [f"{one.body!r} has lost its photo" for one in inbound if photos[one.id, "stored"] != len(one.media)]
    faults += _badly_answered(turns, outbound) + _badly_delivered(outbound, texts)
    later = clock.now() + timedelta(minutes=30)  # what is slow today would be late then
    faults += [f"{violation.name}: {violation.count}" for violation in await invariants.check(database, later)]
    return faults if cases else [*faults, "nobody has a case"]


def _is_cared_for(one: InboundMessage, turns: dict[Any, Turn], items: set[Any]) -> bool:
    """Done with its turn, or with a person and without."""
    if one.status == "done":
        return one.id in turns
    return one.status == "needs_person" and one.id in items and one.id not in turns


def _out_of_order(inbound: Any, turns: dict[Any, Turn]) -> list[str]:
    last: dict[bytes, int] = {}
    faults = []
    for one in inbound:
        if one.id in turns:
            number = turns[one.id].number
            if number <= last.get(one.contact_hash, 0):
                faults.append(f"{one.body!r} was answered out of order")
            last[one.contact_hash] = number
    return faults


def _miscounted(conversations: Any, turns: dict[Any, Turn]) -> list[str]:
    """The dialogue state has seen each turn once."""
    counted = Counter(turn.conversation_id for turn in turns.values())
    wrong = [one for one in conversations if one.turn_count != counted[one.id]]
    wrong += [one for one in conversations if (one.state or {}).get("turns", one.turn_count) != one.turn_count]
    return [f"conversation {one.id} counts {one.turn_count}, {one.state}" for one in wrong]


def _badly_answered(turns: dict[Any, Turn], outbound: Any) -> list[str]:
    answers = Counter(row.turn_id for row in outbound if row.turn_id and row.position == 0)
    return [f"turn {turn.id} has {answers[turn.id]} answers" for turn in turns.values() if answers[turn.id] != 1]


def _badly_delivered(outbound: Any, texts: list[dict[str, Any]]) -> list[str]:
    """Each row is one text on one phone, or is recorded as given up; no phone has a text that no row knows."""
    on_phones = {text["sid"]: text["text"] for text in texts}
    left = {row.provider_message_id: row for row in outbound if row.status in ("accepted", "sent", "delivered", "read")}
    faults = [f"a row says {row.status} and the phone has nothing" for sid, row in left.items() if sid not in on_phones]
    faults += [f"{text!r} was sent and no row knows it" for sid, text in on_phones.items() if sid not in left]
    faults += [
        f"{on_phones[sid]!r} is not {row.body!r}"
        for sid, row in left.items()
        if on_phones.get(sid, row.body) != row.body
    ]
    kept_back = [row for row in outbound if row.provider_message_id not in left and row.error_class != "give_up"]
    return faults + [f"a row ended {row.status} {row.error_code}" for row in kept_back]
