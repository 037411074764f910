"""Workers killed while officials work by text: every order is done once and answered once."""

import asyncio
import secrets
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import func, select

from gateway.clock import now as real_now
from gateway.db import Database
from gateway.local import environment
from gateway.protect import Protector
from gateway.settings import ROOT, Settings
from models.case import Case
from models.case_event import CaseEvent
from models.inbound_message import InboundMessage
from models.notice import Notice
from models.outbound_message import OutboundMessage
from tests.support.dialogue import Talk, grievance, rows
from tests.support.inbound import receive
from tests.support.work_phones import add_official

pytestmark = [pytest.mark.kill, pytest.mark.timeout(300)]
OFFICIALS, KILLS = 24, 4
PHOTO = [{"url": "https://api.twilio.com/a.jpg", "content_type": "image/jpeg"}]
WATER = "mc-punjab-gujranwala-teh-kamoke"


def settings_of(database: Database, folder: Path) -> Settings:
    return Settings(
        environment="test", database_url=database.url.render_as_string(hide_password=False), database_pool_size=4,
        state_dir=folder, channel="null", twilio_api_origin="http://127.0.0.1:1", twilio_account_sids=["AC" + "0" * 32],
        twilio_auth_tokens=[secrets.token_hex(16)], encryption_keys=["A" * 43 + "="], hash_key="test-hash-key",
        bot_url="http://127.0.0.1:1", inbound_lease_seconds=1, outbound_lease_seconds=1, log_level="warning",
    )  # fmt: skip


async def orders(database: Database, protector: Protector) -> list[Case]:
    """Each official has one case of her own to accept and to answer, and her three texts wait."""
    now = real_now()
    for number in range(OFFICIALS):
        await Talk(database, protector, f"+9230055500{number:02}").say("pani nahi", grievance(), now=now)
    cases = await rows(database, Case)
    for number, case in enumerate(cases):
        phone = f"+9230166600{number:02}"
        await add_official(database, protector, WATER, phone=phone, notify_by="web")
        for text in (f"A {case.reference}", f"R {case.reference} The pump is repaired, water is back", "1"):
            media = PHOTO if text.startswith("R") else []
            await receive(database, protector, text, now=now, phone=phone, channel="sms", media=media)
    return cases


async def test_killed_while_officials_text_every_order_is_done_once(
    seeded: Database, protector: Protector, tmp_path: Path
) -> None:
    cases = await orders(seeded, protector)
    settings, log = settings_of(seeded, tmp_path), tmp_path / "work.log"
    for _ in range(KILLS):
        worker, done = _start(settings, log), await _finished(seeded)
        while await _finished(seeded) < min(done + 5, 3 * OFFICIALS):
            assert worker.poll() is None, log.read_text()[-2000:]
            await asyncio.sleep(0.002)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    worker = _start(settings, log)
    try:
        while await _finished(seeded) < 3 * OFFICIALS:
            assert worker.poll() is None, log.read_text()[-2000:]
            await asyncio.sleep(0.1)
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    events = Counter((one.case_id, one.kind) for one in await rows(seeded, CaseEvent) if one.actor == "official")
    wanted = [(case.id, kind) for case in cases for kind in ("case_accepted", "case_answered")]
    assert events == Counter(wanted)
    assert {one.state for one in await rows(seeded, Case)} == {"answered"}
    answers = [one for one in await rows(seeded, OutboundMessage) if one.dedupe_key.startswith("work:")]
    assert len(answers) == len({one.dedupe_key for one in answers}) == 3 * OFFICIALS
    assert Counter(one.kind for one in await rows(seeded, Notice)) == {"new_case": OFFICIALS}


def _start(settings: Settings, log: Path) -> subprocess.Popen[bytes]:
    with log.open("ab") as said:
        return subprocess.Popen(
            [sys.executable, "-m", "gateway", "work"], cwd=ROOT, env=environment.for_gateway(settings), stdout=said,
            stderr=said, stdin=subprocess.DEVNULL,
        )  # fmt: skip


async def _finished(database: Database) -> int:
    """How many of the officials' texts are done."""
    texts = select(func.count()).where(InboundMessage.channel == "sms", InboundMessage.status == "done")
    async with database.unit_of_work() as session:
        return await session.scalar(texts) or 0
