"""The chain holds whoever writes, and names what was changed or taken away behind its back."""

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from typer.testing import CliRunner

from gateway import settings as environment
from gateway.__main__ import build
from gateway.access import accounts, officials
from gateway.audit import repository, service
from gateway.clock import SimulatedClock
from gateway.db import Database


async def write(database: Database, count: int, actor: str = "command_line") -> None:
    for number in range(count):
        async with database.unit_of_work() as session:
            deed = service.Deed(actor, "tried", f"subject {number}", "کیونکہ", {"count": number, "is_last": False})
            await service.record(session, deed)


async def behind_its_back(database: Database, statement: str) -> None:
    """As somebody with every right in the database."""
    async with database.unit_of_work() as session:
        await session.execute(text("ALTER TABLE audit_entries DISABLE TRIGGER audit_entries_kept"))
        await session.execute(text(statement))
        await session.execute(text("ALTER TABLE audit_entries ENABLE TRIGGER audit_entries_kept"))


async def verify(database: Database) -> service.Finding:
    async with database.unit_of_work() as session:
        return await service.verify(session)


@pytest.mark.parametrize("page", [1, 3, 1000])
async def test_an_untouched_chain_holds(
    database: Database, clock: SimulatedClock, monkeypatch: pytest.MonkeyPatch, page: int
) -> None:
    monkeypatch.setattr(repository, "PAGE", page)
    await write(database, 4)
    found = await verify(database)
    assert (found.count, found.broken) == (4, None)


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("UPDATE audit_entries SET reason = 'another' WHERE number = 3", 3),
        ("UPDATE audit_entries SET at = at + interval '1 microsecond' WHERE number = 1", 1),
        ("UPDATE audit_entries SET data = data || '{\"count\": 7}' WHERE number = 2", 2),
        ("DELETE FROM audit_entries WHERE number = 2", 2),
        ("DELETE FROM audit_entries WHERE number > 4", 5),
        ("DELETE FROM audit_entries", 1),
    ],
)
async def test_what_was_changed_or_taken_away_is_named(
    database: Database, clock: SimulatedClock, statement: str, broken: int
) -> None:
    await write(database, 5)
    await behind_its_back(database, statement)
    assert (await verify(database)).broken == broken


@pytest.mark.parametrize("statement", ["UPDATE audit_entries SET reason = ''", "DELETE FROM audit_entries",
                                       "TRUNCATE audit_entries", "DELETE FROM audit_head"])  # fmt: skip
async def test_the_database_refuses_changes(database: Database, clock: SimulatedClock, statement: str) -> None:
    await write(database, 1)
    with pytest.raises(DBAPIError, match="only added to"):
        async with database.unit_of_work() as session:
            await session.execute(text(statement))


async def test_writers_at_once_make_one_chain(database: Database, clock: SimulatedClock) -> None:
    await asyncio.gather(*(write(database, 10, f"token:{number}") for number in range(5)))
    found = await verify(database)
    assert (found.count, found.broken) == (50, None)


async def test_what_is_rolled_back_leaves_no_gap(database: Database, clock: SimulatedClock) -> None:
    await write(database, 1)

    async def break_off() -> None:
        async with database.unit_of_work() as session:
            await service.record(session, service.Deed("nobody", "tried"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await break_off()
    await write(database, 1)
    assert (await verify(database)).count == 2


async def test_signing_in_and_failing_to_is_written(database: Database, clock: SimulatedClock) -> None:
    async with database.unit_of_work() as session:
        await accounts.ensure_official(
            session, username="amna", password="right", display_name="Amna", role="triage", office_id=None
        )
    for password in ("right", *["wrong"] * officials.LOCK_AFTER, "right"):
        async with database.unit_of_work() as session:
            await officials.sign_in(session, "amna", password, now=clock.now())
    async with database.unit_of_work() as session:
        entries = [one async for one in service.read(session)]
    failed = ["sign_in_failed"] * officials.LOCK_AFTER
    assert [one.action for one in entries] == ["account_made", "signed_in", *failed, "account_locked"]
    assert not any("mna" in f"{one.subject}{one.reason}{one.data}" for one in entries)


def test_the_commands_say_whether_it_holds(
    seeded: Database, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = seeded.url.set(drivername="postgresql").render_as_string(hide_password=False)
    here = environment.Settings(database_url=url, state_dir=tmp_path_factory.mktemp("state"), environment="local")
    monkeypatch.setattr(environment, "load", lambda: here)

    def run(*words: str):
        return CliRunner().invoke(build(), list(words))

    run("officials", "add", "amna", "--name", "Amna", "--role", "triage")
    run("officials", "end", "amna")
    assert "2 entries hold" in run("audit", "verify").output
    assert '"account_ended"' in run("audit", "export").output

    async def change() -> None:
        database = Database(url, pool_size=1)
        await behind_its_back(database, "UPDATE audit_entries SET action = 'account_made' WHERE number = 2")
        await database.close()

    asyncio.run(change())
    broken = run("audit", "verify")
    assert broken.exit_code == 1
    assert "broken at entry 2" in broken.output
