"""Registry extracts on a real database: imported whole or not at all, replaced at once, found by hash only."""

from datetime import date
from pathlib import Path

from sqlalchemy import func, select, text

from gateway.clock import SimulatedClock
from gateway.db import Database
from gateway.eligibility import repository
from gateway.eligibility.service import Provenance, import_extract
from gateway.protect import Protector
from gateway.tabular import ImportReport
from models.base import new_id
from models.registry import RegistryEntry, RegistryExtract

HERS, HIS = "3520212345672", "3520212345671"
NOVEMBER = Provenance("BISP office Kamoke", date(2026, 11, 1))


def file_of(folder: Path, *lines: str) -> Path:
    path = folder / "list.csv"
    path.write_text("\n".join(["cnic_hash,programme,status", *lines]) + "\n", encoding="utf-8")
    return path


async def imported(database: Database, clock: SimulatedClock, path: Path, *, dry_run: bool = False) -> ImportReport:
    async with database.unit_of_work() as session:
        return await import_extract(session, path, NOVEMBER, now=clock.now(), dry_run=dry_run)


async def looked_up(database: Database, cnic_hash: bytes) -> repository.Listed | None:
    async with database.unit_of_work() as session:
        return await repository.look_up(session, cnic_hash)


async def counts(database: Database) -> tuple[int, int]:
    async with database.unit_of_work() as session:
        extracts = await session.scalar(select(func.count()).select_from(RegistryExtract))
        return int(extracts or 0), int(await session.scalar(select(func.count()).select_from(RegistryEntry)) or 0)


async def test_a_person_is_found_by_the_hash_of_her_number(
    database: Database, protector: Protector, clock: SimulatedClock, tmp_path: Path
) -> None:
    her_hash = protector.hash_cnic(HERS)
    assert await looked_up(database, her_hash) is None
    path = file_of(tmp_path, f"{her_hash.hex()},nashonuma,under_review", f"{her_hash.hex()},kafaalat,eligible")
    report = await imported(database, clock, path)
    assert (report.rows, report.added, report.errors) == (2, 2, [])
    listed = await looked_up(database, her_hash)
    assert listed is not None
    assert (listed.source, listed.extracted_on) == ("BISP office Kamoke", date(2026, 11, 1))
    assert listed.statuses == [("kafaalat", "eligible"), ("nashonuma", "under_review")]
    stranger = await looked_up(database, protector.hash_cnic(HIS))
    assert stranger is not None
    assert stranger.statuses == []


async def test_a_new_list_replaces_the_older_one_whole_and_at_once(
    database: Database, protector: Protector, clock: SimulatedClock, tmp_path: Path
) -> None:
    hers, his = protector.hash_cnic(HERS), protector.hash_cnic(HIS)
    await imported(database, clock, file_of(tmp_path, f"{hers.hex()},kafaalat,eligible"))
    async with database.unit_of_work() as session:
        path = file_of(tmp_path, f"{his.hex()},kafaalat,ineligible")
        await import_extract(session, path, NOVEMBER, now=clock.now())
        # Not committed yet: everybody else still reads the older list, whole.
        seen = await looked_up(database, hers)
        assert seen is not None
        assert seen.statuses == [("kafaalat", "eligible")]
    after_hers, after_his = await looked_up(database, hers), await looked_up(database, his)
    assert after_hers is not None
    assert after_his is not None
    assert (after_hers.statuses, after_his.statuses) == ([], [("kafaalat", "ineligible")])
    assert await counts(database) == (1, 1)


async def test_one_wrong_row_changes_nothing(
    database: Database, protector: Protector, clock: SimulatedClock, tmp_path: Path
) -> None:
    hers = protector.hash_cnic(HERS).hex()
    await imported(database, clock, file_of(tmp_path, f"{hers},kafaalat,eligible"))
    bad = file_of(
        tmp_path, f"{hers},kafaalat,ineligible", "35202-1234567-1,kafaalat,eligible", f"{hers},zakat,eligible"
    )
    report = await imported(database, clock, bad)
    assert [(fault.line, fault.column) for fault in report.errors] == [(3, "cnic_hash"), (4, "programme")]
    assert not any("35202" in str(fault) for fault in report.errors)
    listed = await looked_up(database, bytes.fromhex(hers))
    assert listed is not None
    assert listed.statuses == [("kafaalat", "eligible")]


async def test_a_dry_run_and_an_empty_list(
    database: Database, protector: Protector, clock: SimulatedClock, tmp_path: Path
) -> None:
    path = file_of(tmp_path, f"{protector.hash_cnic(HERS).hex()},kafaalat,eligible")
    report = await imported(database, clock, path, dry_run=True)
    assert report.added == 1
    assert await counts(database) == (0, 0)
    await imported(database, clock, path)
    await imported(database, clock, file_of(tmp_path))
    assert await counts(database) == (1, 0)


async def test_a_long_list_is_one_copy(
    database: Database, protector: Protector, clock: SimulatedClock, tmp_path: Path
) -> None:
    lines = [f"{protector.hash_cnic(f'{number:013}').hex()},kafaalat,eligible" for number in range(20_000)]
    await imported(database, clock, file_of(tmp_path, *lines))
    assert await counts(database) == (1, 20_000)
    async with database.unit_of_work() as session:
        plan = await session.execute(
            text("EXPLAIN SELECT * FROM registry_entries WHERE extract_id = :extract AND cnic_hash = :number"),
            {"extract": new_id(), "number": b""},
        )
        assert "Index" in str(plan.all())
