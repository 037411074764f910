"""Many citizens with turns and sealed cases, made by SQL from one of each: to see what a query costs among them."""

from sqlalchemy import text

from gateway.db import Database

CITIZENS, TURNS_EACH = 20_000, 2
_INBOUND = "provider, account_sid, channel, scheme, contact_encrypted, our_address, body, due_at, received_at"
_CASE = (
    "channel, language, category_code, description, is_sealed, state, verdict, office_id, routing_reason, opened_at, "
    "acknowledge_due_at, first_action_due_at, resolve_due_at"
)
_ID = "md5('{kind}' || n)::uuid"
# Every second citizen has a sealed case; every tenth turn waits for review, half of those for oversight alone.
_STATEMENTS = (  # built of the constants above
    f"INSERT INTO citizens (id) SELECT {_ID.format(kind='citizen')} FROM generate_series(1, {CITIZENS}) n",
    "INSERT INTO contacts (id, citizen_id, scheme, value_hash, value_encrypted) "
    f"SELECT {_ID.format(kind='contact')}, {_ID.format(kind='citizen')}, 'phone', n::text::bytea, '' "
    f"FROM generate_series(1, {CITIZENS}) n",
    "INSERT INTO conversations (id, contact_id, channel, our_address) "
    f"SELECT {_ID.format(kind='conversation')}, {_ID.format(kind='contact')}, 'sms', '1' "
    f"FROM generate_series(1, {CITIZENS}) n",
    f"INSERT INTO cases (id, reference, command_number, citizen_id, conversation_id, turn_id, {_CASE}) "
    f"SELECT {_ID.format(kind='case')}, 'C' || n, n, {_ID.format(kind='citizen')}, {_ID.format(kind='conversation')}, "
    f"turn_id, {_CASE} FROM cases, generate_series(1, {CITIZENS}, 2) n WHERE reference NOT LIKE 'C%'",
    f"INSERT INTO inbound_messages (id, {_INBOUND}, contact_hash, raw_encrypted, provider_message_id, status) "
    f"SELECT {_ID.format(kind='inbound')}, {_INBOUND}, '', '', 'copy' || n, 'done' "
    f"FROM inbound_messages, generate_series(1, {CITIZENS * TURNS_EACH}) n WHERE body = :body",
    "INSERT INTO turns (id, conversation_id, inbound_message_id, number, language, understanding, commands, "
    "review_reasons, is_waiting_for_review, is_sensitive) "
    f"SELECT {_ID.format(kind='turn')}, md5('conversation' || 1 + n / {TURNS_EACH})::uuid, "
    f"{_ID.format(kind='inbound')}, n, t.language, t.understanding, t.commands, t.review_reasons, "
    "n % 10 = 0, n % 20 = 0 "
    f"FROM turns t, generate_series(1, {CITIZENS * TURNS_EACH} - 1) n WHERE t.is_waiting_for_review",
)


async def multiply(database: Database, body: str) -> None:
    """Multiply the only turn that waits for review, whose message is `body`, and the only (sealed) case."""
    async with database.unit_of_work() as session:
        await session.execute(text("SET LOCAL statement_timeout = '60s'"))
        for statement in _STATEMENTS:
            await session.execute(text(statement), {"body": body} if ":body" in statement else {})
    async with database.engine.connect() as connection:
        await (await connection.execution_options(isolation_level="AUTOCOMMIT")).execute(text("ANALYZE"))
