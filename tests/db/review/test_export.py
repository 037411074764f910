"""What people decided becomes training examples that Rasa reads, without what identifies anybody."""

import asyncio
import subprocess
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from gateway.cli.review import FOLDER
from gateway.clock import SimulatedClock
from gateway.db import Database
from gateway.protect import Protector
from gateway.review import service
from gateway.review.export import Exported, export
from gateway.review.labels import Filled
from gateway.review.service import Verdict
from gateway.seed import seed
from gateway.settings import ROOT
from models.correction import Correction
from models.official import Official
from tests.support import bot_process
from tests.support.review import sealed_case, written

SAID = "gas nahi, mera number 0300-1234567, cnic 35202-1234567-1, bill 998877, mail a.b@example.pk https://x.pk/1"
NEUTRAL = "gas nahi, mera number 03000000000, cnic 00000-0000000-0, bill 00000, mail name@example.org example.org"


@pytest.fixture
async def officials(seeded: Database, clock: SimulatedClock) -> dict[str, Official]:
    await seed(seeded, passwords=dict.fromkeys(("triage", "oversight"), "a-password"))
    async with seeded.unit_of_work() as session:
        return {one.role: one for one in await session.scalars(select(Official))}


class Desk:
    """Reviewers at work: a message comes in and is decided on."""

    def __init__(self, database: Database, protector: Protector, officials: dict[str, Official]) -> None:
        self.database, self.protector, self.officials = database, protector, officials

    async def decides(
        self, text: str, role: str = "triage", *, category: str = "gas", phone: str = "+923001234567", **verdict: bool
    ) -> Correction:
        """The decision on a new message, with `text` left as the example."""
        turn_id = await written(self.database, self.protector, text, phone=phone)
        filled = Filled("file_grievance", category=category, writing="ur_Latn", example_text=text)
        return await self.changes(turn_id, role, Verdict(filled, **verdict))

    async def changes(self, turn_id: object, role: str, verdict: Verdict) -> Correction:
        from gateway import clock

        async with self.database.unit_of_work() as session:
            faults = await service.decide(session, self.officials[role], turn_id, verdict, now=clock.now())  # type: ignore[arg-type]
            assert faults == ()
            found = select(Correction).where(Correction.turn_id == turn_id, Correction.replaced_at.is_(None))
            return (await session.scalars(found)).one()

    async def exports(self, out: Path, **since: object) -> Exported:
        """One export."""
        async with self.database.unit_of_work() as session:
            return await export(session, out, **since)  # type: ignore[arg-type]


@pytest.fixture
def desk(seeded: Database, protector: Protector, officials: dict[str, Official]) -> Desk:
    return Desk(seeded, protector, officials)


def everything(folder: Path) -> str:
    return "".join(file.read_text(encoding="utf-8") for file in sorted(folder.rglob("*.*")))


async def test_an_example_tells_of_nobody(desk: Desk, tmp_path: Path) -> None:
    await desk.decides(SAID)
    done = await desk.exports(tmp_path)
    assert [file.name for file in done.files] == ["gas.yml"]
    assert f"      - {NEUTRAL}\n" in everything(tmp_path)
    assert "1234567" not in everything(tmp_path)


async def test_a_released_accusation_teaches_to_see_one(desk: Desk, tmp_path: Path) -> None:
    turn_id = await written(desk.database, desk.protector, "thanay wale paise mangte hain", is_accusation=True)
    filled = Filled("file_grievance", category="police", writing="ur_Latn", is_accusation=True, example_text="thana")
    await desk.changes(turn_id, "oversight", Verdict(filled, is_released=True))
    await desk.exports(tmp_path)
    assert "metadata: {writing: ur_Latn, category: police, accusation: true}" in everything(tmp_path)


async def test_twice_is_once_in_every_shape(desk: Desk, tmp_path: Path) -> None:
    await desk.decides("gas nahi")
    await desk.decides("bijli nahi", category="electricity")
    for out in (tmp_path / "folder", tmp_path / "all.yml", tmp_path / "all.tsv"):
        await desk.exports(out)
        once = everything(tmp_path)
        await desk.exports(out)
        assert everything(tmp_path) == once
    assert (tmp_path / "all.tsv").read_text(encoding="utf-8").splitlines()[1:] == [
        "bijli nahi\tur_Latn\tfile_grievance\telectricity\t",
        "gas nahi\tur_Latn\tfile_grievance\tgas\t",
    ]


async def test_what_is_sealed_stays_until_oversight_releases_it(desk: Desk, tmp_path: Path) -> None:
    await desk.decides("rishwat mangi", category="corruption")
    kept = await desk.decides("aik masla", phone="+923009999999")
    await sealed_case(desk.database, desk.protector, phone="+923009999999")
    done = await desk.exports(tmp_path)
    assert (done.written, done.held_back, done.files) == (0, 2, [])

    filled = Filled("file_grievance", category="gas", writing="ur_Latn", example_text="aik masla")
    await desk.changes(kept.turn_id, "oversight", Verdict(filled, is_released=True, seen=kept.id))
    done = await desk.exports(tmp_path)
    assert (done.written, done.held_back) == (1, 1)
    assert "rishwat" not in everything(tmp_path)
    assert "aik masla" in everything(tmp_path)


async def test_a_case_sealed_later_takes_its_words_back(desk: Desk, tmp_path: Path) -> None:
    await desk.decides("aik masla")
    await desk.decides("doosra masla", phone="+923009999999")
    await desk.exports(tmp_path)
    await sealed_case(desk.database, desk.protector)
    await desk.exports(tmp_path)
    assert "aik masla" not in everything(tmp_path)
    assert "doosra masla" in everything(tmp_path)


async def test_the_last_decision_counts(desk: Desk, tmp_path: Path, clock: SimulatedClock) -> None:
    first = await desk.decides("gas nahi Aslam")
    second = await desk.decides("bijli bhi")
    await desk.exports(tmp_path)
    clock.moment += timedelta(days=1)
    filled = Filled("file_grievance", category="electricity", writing="ur_Latn", example_text="gas nahi")
    await desk.changes(first.turn_id, "triage", Verdict(filled, seen=first.id))
    await desk.changes(second.turn_id, "triage", Verdict(replace(filled), is_set_aside=True, seen=second.id))
    done = await desk.exports(tmp_path)
    assert [file.name for file in done.files] == ["electricity.yml"]
    assert (done.written, done.set_aside) == (1, 1)
    assert "Aslam" not in everything(tmp_path)


async def test_since_adds_what_is_new(desk: Desk, tmp_path: Path, clock: SimulatedClock) -> None:
    await desk.decides("purani baat")
    clock.moment += timedelta(days=2)
    await desk.decides("nai baat")
    done = await desk.exports(tmp_path, since=clock.now() - timedelta(days=1))
    assert done.written == 1
    assert "purani" not in everything(tmp_path)
    await desk.exports(tmp_path)
    await desk.exports(tmp_path, since=clock.now())
    assert "purani" in everything(tmp_path)


@pytest.mark.skipif(bot_process.missing() is not None, reason="the bot's environment is missing")
async def test_rasa_reads_the_words_as_they_were_written(desk: Desk, tmp_path: Path) -> None:
    texts = ["- pani [nahi](area) {x}: #1", "/restart karo", "یہ \u2028 گیس\nنہیں | 'kab' \"tak\" \\n & * !", "% @ ` ?"]
    for text in texts[:3]:
        await desk.decides(text)
    await desk.exports(tmp_path)
    script = (
        "import sys; from rasa.shared.nlu.training_data.loading import load_data\n"
        "for one in load_data(sys.argv[1]).intent_examples:\n"
        "    print(one.get('text'), one.get('intent'), one.get('metadata')['intent']['category'], one.get('entities'))"
    )
    python = ROOT / "bot" / ".venv" / "bin" / "python"
    read = await asyncio.to_thread(
        subprocess.run, [python, "-W", "ignore", "-c", script, tmp_path], capture_output=True, text=True, check=True
    )
    assert sorted(read.stdout.splitlines()) == sorted(
        f"{text} file_grievance gas None"
        for text in ("pani (nahi)(area) (x): #1", "restart karo", "یہ گیس نہیں | 'kab' \"tak\" \\n & * !")
    )


def test_the_command_writes_where_the_bot_learns() -> None:
    assert FOLDER.is_relative_to(ROOT / "bot" / "data" / "nlu")
