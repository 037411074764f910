"""Understanding: what one message costs the bot, how soon the model is there, and what the process holds.

Texts are the evaluation sets of the project, each once a round, so that no answer is remembered from before. CPU is
that of the whole bot process, HTTP and JSON included. What is asked for: 3 ms a message on one core, 10 s to load,
700 MB.

Run: python -m benchmarks.understanding [--quick] [--rounds 5]
"""

import asyncio
import csv
import statistics
import tempfile
import time
from itertools import batched
from pathlib import Path

import aiohttp

from benchmarks import _processes as processes
from gateway.local import bot, environment
from gateway.local.child import Child
from gateway.local.ports import LOOPBACK, free_port
from gateway.settings import ROOT, Settings

SETS = ROOT / "tests/bot/nlu/data"
BATCH = 100
QUICK_TEXTS = 100
TARGET_MS, TARGET_LOAD_SECONDS, TARGET_MB = 3.0, 10.0, 700.0
MB_PER_MIB = 1.048576


def main() -> None:
    """Measure and print."""
    given = processes.arguments(__doc__, rounds=(int, 5, 1, "times through all texts"))
    texts = texts_of(QUICK_TEXTS if given.quick else None)
    print(processes.header(f"{len(texts)} messages understood, {BATCH} a request, one bot process"))
    with tempfile.TemporaryDirectory(prefix="sunwai-bench-") as folder:
        child, port = bot_in(Path(folder))
        began = time.perf_counter()
        with processes.running(child):
            loaded = time.perf_counter() - began
            asyncio.run(understand(port, texts[:BATCH]))  # first calls build what later ones use
            costs = [cost_of(child, port, texts) for _ in range(given.rounds)]
            held = processes.memory(processes.process_id(child)).rss * MB_PER_MIB
    print_rounds(costs)
    print(f"\nready after {loaded:.1f} s, resident {held:.0f} MB")
    best = statistics.median(cpu for cpu, _ in costs)
    is_met = best <= TARGET_MS and loaded <= TARGET_LOAD_SECONDS and held < TARGET_MB
    print(processes.verdict(is_met=is_met, target="3 ms a message, 10 s to load, 700 MB"))


def texts_of(most: int | None) -> list[str]:
    """Messages of all evaluation sets."""
    found = []
    for file in sorted(SETS.glob("*.tsv")):
        with file.open(encoding="utf-8", newline="") as lines:
            found += [row["text"] for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)]
    return found[:most]


def bot_in(folder: Path) -> tuple[Child, int]:
    """The trained bot, not yet started, and its port."""
    settings = Settings(
        environment="test", bot_port=free_port(), state_dir=folder, twilio_api_origin="http://127.0.0.1:1"
    )
    child = Child(
        "bot", bot.command("serve"), environment=environment.for_bot(settings), folder=ROOT, log=folder / "bot.log",
        health=(LOOPBACK, settings.bot_port),
    )  # fmt: skip
    return child, settings.bot_port


def cost_of(child: Child, port: int, texts: list[str]) -> tuple[float, float]:
    """Milliseconds of CPU and of the clock for one message."""
    parts = {"bot": child}
    before, began = processes.spent(parts), time.perf_counter()
    asyncio.run(understand(port, texts))
    seconds, cpu = time.perf_counter() - began, processes.since(before, parts)["bot"]
    return cpu / len(texts) * 1000, seconds / len(texts) * 1000


async def understand(port: int, texts: list[str]) -> None:
    """Ask the bot, batch by batch. Raises aiohttp.ClientResponseError."""
    async with aiohttp.ClientSession(f"http://{LOOPBACK}:{port}", raise_for_status=True) as session:
        for batch in batched(texts, BATCH):
            async with session.post("/understand", json={"texts": list(batch)}) as answer:
                assert len((await answer.json())["understandings"]) == len(batch)


def print_rounds(costs: list[tuple[float, float]]) -> None:
    """Each round, then the medians."""
    print("| round | CPU ms/message | ms/message |")
    print("|---|---|---|")
    for number, (cpu, clock) in enumerate(costs, 1):
        print(f"| {number} | {cpu:.2f} | {clock:.2f} |")
    cpu, clock = (statistics.median(column) for column in zip(*costs, strict=True))
    print(f"| median | {cpu:.2f} | {clock:.2f} |")


if __name__ == "__main__":
    main()
