"""`sunwai cases file`, as an operator types it: a PDF, an event of it, and nothing of what only she may have."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import select, update
from typer.testing import CliRunner, Result

from gateway import settings as environment
from gateway.__main__ import build
from gateway.clock import SimulatedClock
from gateway.db import Database
from gateway.dialogue.contract import OpenCase
from gateway.dialogue.service import Line, advance
from gateway.protect import Protector
from models.case import Case
from models.case_event import CaseEvent
from tests.support.bot import ScriptedBot
from tests.support.inbound import receive


@pytest.fixture
async def reference(seeded: Database, protector: Protector, clock: SimulatedClock) -> str:
    await receive(seeded, protector, "No water", now=clock.now())
    command = OpenCase(category="water_supply", description="No water 😡", area_id="punjab-gujranwala-teh-kamoke")
    bot = ScriptedBot(lambda _request, command=command: [command])
    await advance(Line(seeded, bot, protector, lease_seconds=30))  # type: ignore[arg-type]  # same shape
    async with seeded.unit_of_work() as session:
        return (await session.scalars(select(Case.reference))).one()


async def run(seeded: Database, monkeypatch: pytest.MonkeyPatch, *words: str) -> Result:
    """The command in a thread, because it brings a loop of its own."""
    url = seeded.url.set(drivername="postgresql").render_as_string(hide_password=False)
    here = environment.Settings(
        database_url=url, environment="local", encryption_keys=["A" * 43 + "="], hash_key="test-hash-key"
    )
    monkeypatch.setattr(environment, "load", lambda: here)
    return await asyncio.to_thread(CliRunner().invoke, build(), ["cases", "file", *words])


async def test_an_operator_gets_the_file_and_an_event_says_so(
    seeded: Database, reference: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "file.pdf"
    done = await run(seeded, monkeypatch, reference.lower(), "--out", str(out))
    assert (done.exit_code, out.read_bytes()[:5]) == (0, b"%PDF-")
    async with seeded.unit_of_work() as session:
        event = (await session.scalars(select(CaseEvent).where(CaseEvent.kind == "case_file_given"))).one()
    assert (event.actor, event.data) == ("system", {"by": "operator"})


@pytest.mark.parametrize("values", [{"is_sealed": True}, {"category_code": "protection"}])
async def test_a_file_for_the_citizen_only_is_not_written(
    seeded: Database, reference: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, values: dict[str, object]
) -> None:
    async with seeded.unit_of_work() as session:
        await session.execute(update(Case).values(**values))
    out = tmp_path / "file.pdf"
    assert (await run(seeded, monkeypatch, reference, "--out", str(out))).exit_code == 1
    assert not out.exists()
