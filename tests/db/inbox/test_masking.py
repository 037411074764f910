"""An identity card number is masked at the door: no readable column keeps it, and its hash finds it."""

from sqlalchemy import select, text

from gateway.clock import SimulatedClock
from gateway.db import Database
from gateway.protect import Protector
from models.inbound_message import InboundMessage
from tests.support.inbox import an_inbound, open_inbox

NUMBER = "3520212345671"


async def stored(database: Database) -> list[InboundMessage]:
    async with database.unit_of_work() as session:
        return list(await session.scalars(select(InboundMessage).order_by(InboundMessage.seq)))


async def test_body_and_choice_are_masked_and_the_hash_is_kept(
    database: Database, protector: Protector, clock: SimulatedClock
) -> None:
    async with open_inbox(database, protector) as inbox:
        await inbox.receive(an_inbound(1, body="mera card ۳۵۲۰۲-۱۲۳۴۵۶۷-۱ hai, check karen"))
        await inbox.receive(an_inbound(2, body="", choice="35202-1234567-1"))
        await inbox.receive(an_inbound(3, body="pani nahi, 03001234567"))
        await inbox.receive(an_inbound(4, body=f"CNIC {NUMBER}", quarantine_reason="unknown sender"))
    first, pressed, plain, kept = await stored(database)
    assert first.body == "mera card 35202-*****-1 hai, check karen"
    assert pressed.choice == "35202-*****-1"
    assert plain.body == "pani nahi, 03001234567"
    assert kept.body == "CNIC 35202-*****-1"
    hashed = protector.hash_cnic(NUMBER)
    assert [one.cnic_hash for one in (first, pressed, plain, kept)] == [hashed, hashed, None, hashed]
    assert NUMBER in protector.decrypt(kept.raw_encrypted)  # an official with the right may need it


async def test_no_readable_column_of_the_inbox_has_the_number(
    database: Database, protector: Protector, clock: SimulatedClock
) -> None:
    async with open_inbox(database, protector) as inbox:
        await inbox.receive(an_inbound(1, body=f"CNIC {NUMBER} aur 35202-1234567-1"))
    async with database.unit_of_work() as session:
        dumped = str((await session.execute(text("SELECT to_jsonb(m) FROM inbound_messages m"))).scalar_one())
    assert "1234567" not in dumped
