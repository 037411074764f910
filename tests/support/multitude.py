"""Many citizens with turns and sealed cases, made by SQL from one of each: to see what a query costs among them."""

from sqlalchemy import Table, text

from gateway.db import Database
from models.base import Base

CITIZENS, TURNS_EACH = 20_000, 2
# Who a turn's copy belongs to; the last number has no citizen of its own.
_OWNER = f"(1 + n / {TURNS_EACH})"


def _id(kind: str, number: str = "n") -> str:
    return f"md5('{kind}' || {number})::uuid"


def _copies(table: str, count: int, of: str, step: int = 1, **changed: str) -> str:
    """Insert copies of the row that `of` finds, numbered n; `changed`: column to SQL."""
    found: Table = Base.metadata.tables[table]
    kept = [
        column.name
        for column in found.columns
        if column.name != "created_at" and not (column.identity or column.computed)
    ]
    values = [changed.get(name, name) for name in kept]
    return (
        f"INSERT INTO {table} ({', '.join(kept)}) SELECT {', '.join(values)} "
        f"FROM {table}, generate_series(1, {count}, {step}) n WHERE {of}"
    )


def _statements(body: str) -> list[str]:
    """Every second citizen has a sealed case; every tenth turn waits for review, half of those for oversight alone."""
    turns = CITIZENS * TURNS_EACH - 1
    conversation = "SELECT conversation_id FROM turns WHERE is_waiting_for_review"
    contact = f"SELECT contact_id FROM conversations WHERE id = ({conversation})"
    return [
        f"INSERT INTO citizens (id) SELECT {_id('citizen')} FROM generate_series(1, {CITIZENS}) n",
        _copies("contacts", CITIZENS, f"id = ({contact})", id=_id("contact"), citizen_id=_id("citizen"),
                value_hash="n::text::bytea"),
        _copies("conversations", CITIZENS, f"id = ({conversation})",
                id=_id("conversation"), contact_id=_id("contact")),
        _copies("cases", CITIZENS, "true", step=2, id=_id("case"), reference="'C' || n", command_number="n",
                citizen_id=_id("citizen"), conversation_id=_id("conversation")),
        _copies("inbound_messages", turns, f"body = '{body}'", id=_id("inbound"), contact_hash="n::text::bytea",
                provider_message_id="'copy' || n", conversation_id=_id("conversation", _OWNER)),
        _copies("turns", turns, "is_waiting_for_review", id=_id("turn"), number="n", inbound_message_id=_id("inbound"),
                conversation_id=_id("conversation", _OWNER), is_waiting_for_review="n % 10 = 0",
                is_sensitive="n % 20 = 0"),
    ]  # fmt: skip


async def multiply(database: Database, body: str) -> None:
    """Multiply the only turn that waits for review, whose message is `body`, and the only case, which is sealed."""
    async with database.unit_of_work() as session:
        await session.execute(text("SET LOCAL statement_timeout = '60s'"))
        for statement in _statements(body):
            await session.execute(text(statement))
    async with database.engine.connect() as connection:
        await (await connection.execution_options(isolation_level="AUTOCOMMIT")).execute(text("ANALYZE"))
