"""What the doctor says of a database, and that it asks the invariants."""

import asyncio

import pytest
from sqlalchemy import text

from gateway.db import Database
from gateway.local import migrations
from gateway.local.doctor import Finding, look_at_database
from gateway.settings import Settings


async def _said(url: str) -> list[Finding]:
    settings = Settings(_env_file=None, environment="test", database_url=url, twilio_api_origin="http://127.0.0.1:1")
    return await asyncio.to_thread(lambda: list(look_at_database(settings)))


async def test_a_healthy_database(database_url: str) -> None:
    found = await _said(database_url)

    assert [one.kind for one in found] == ["good", "good", "good"]


async def test_what_was_left_behind_is_named(database: Database, database_url: str) -> None:
    async with database.unit_of_work() as session:
        await session.execute(
            text(
                "INSERT INTO inbound_messages (id, provider, account_sid, provider_message_id, channel, scheme,"
                " contact_hash, contact_encrypted, our_address, body, raw_encrypted, due_at, received_at)"
                " VALUES (gen_random_uuid(), 'twilio', 'AC', 'SM', 'sms', 'phone', 'x', 'x', '+1', 'x', 'x',"
                " now() - interval '6 minutes', now() - interval '6 minutes')"
            )
        )
    found = await _said(database_url)

    [fault] = [one for one in found if one.is_fault]
    assert fault.text.startswith("inbound_unread_five_minutes: 1 rows")


async def test_an_older_schema_is_named_and_not_asked_further(database_url: str) -> None:
    await asyncio.to_thread(migrations.downgrade, database_url, "base")
    found = await _said(database_url)

    assert [one.kind for one in found] == ["good", "fault"]


@pytest.mark.parametrize("url", ["postgresql://sunwai:secret@127.0.0.1:1/nowhere"])
async def test_a_database_that_does_not_answer_is_not_named_with_its_password(url: str) -> None:
    with pytest.raises(Exception, match="does not answer") as refused:
        await _said(url)

    assert "secret" not in str(refused.value)
