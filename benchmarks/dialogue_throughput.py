"""Dialogue: turns a second and core of our whole line against stock Rasa, on the same six turns in the same run.

Ours: messages that wait in the inbox are claimed by one `gateway work`, answered by one bot, written with their case to
PostgreSQL (fsync on), and handed to a channel that takes everything. Stock: Rasa as `rasa init` configures it, with a
SQL tracker store on a PostgreSQL of its own, an action server over HTTP and the REST channel. A turn per core is a turn
per CPU second of all processes of a side, PostgreSQL included. Rounds alternate, so a noisy machine is noisy to both.
"Dialogue alone" is our bot against Rasa and its action server, the part of the work that both sides do; the target is
about it (docs/decisions/0026-dialogue-against-dialogue.md).

Run: python -m benchmarks.dialogue_throughput [--quick] [--rounds 5] [--ours 150] [--stock 40]
The first run trains stock Rasa into var/bench, some minutes.
"""

import asyncio
import statistics
from collections.abc import Iterable

from benchmarks import _processes as processes
from benchmarks import _stock_rasa, _whole_line
from benchmarks._conversation import TURNS
from benchmarks._processes import Round

# As many conversations at once on both sides; ours are the lanes of a worker.
SENDERS = 16
TARGET = 10.0
STOCK_DIALOGUE = ("rasa", "action server")


def main() -> None:
    """Measure and print."""
    given = processes.arguments(
        __doc__,
        rounds=(int, 5, 2, "rounds of each side"),
        ours=(int, 150, 20, "conversations of ours in a round"),
        stock=(int, 40, 8, "conversations of stock Rasa in a round"),
    )
    print(processes.header(f"{len(TURNS)} turns a conversation, {SENDERS} conversations at once"))
    with processes.scratch() as folder, _stock_rasa.serving(folder) as stock, _whole_line.serving(folder) as line:
        asyncio.run(line.hold(SENDERS))
        asyncio.run(stock.hold(SENDERS, SENDERS, "warm"))
        pairs = []
        for number in range(given.rounds):
            theirs = asyncio.run(stock.hold(given.stock, SENDERS, f"round-{number}"))
            pairs.append((theirs, asyncio.run(line.hold(given.ours))))
    print_rounds(pairs)
    print_parts(pairs)
    ratio = statistics.median(ratios(pairs))
    print(processes.verdict(is_met=ratio >= TARGET, target=f"{TARGET:g} x stock Rasa per core, dialogue alone"))


def print_rounds(pairs: list[tuple[Round, Round]]) -> None:
    """Each round, then the median of each column."""
    print(
        "| round | stock CPU ms/turn | ours | stock turns/s | ours | per core | without PostgreSQL | dialogue alone |"
    )
    print("|---|---|---|---|---|---|---|---|")
    rows = [
        (
            stock.milliseconds(), ours.milliseconds(), stock.turns_per_second, ours.turns_per_second,
            stock.milliseconds() / ours.milliseconds(),
            stock.milliseconds(*STOCK_DIALOGUE) / ours.milliseconds("bot", "worker"),
            stock.milliseconds(*STOCK_DIALOGUE) / ours.milliseconds("bot"),
        )
        for stock, ours in pairs
    ]  # fmt: skip
    for number, row in enumerate(rows, start=1):
        print_row(str(number), row)
    print_row("median", [statistics.median(column) for column in zip(*rows, strict=True)])


def print_row(name: str, row: Iterable[float]) -> None:
    """One line of the table of rounds."""
    print("| {} | {:.1f} | {:.2f} | {:.1f} | {:.1f} | {:.1f} x | {:.1f} x | {:.1f} x |".format(name, *row))


def print_parts(pairs: list[tuple[Round, Round]]) -> None:
    """Where the CPU of a turn goes; medians."""
    for side, rounds in zip(("stock", "ours"), zip(*pairs, strict=True), strict=True):
        shares = [f"{part} {statistics.median(one.milliseconds(part) for one in rounds):.2f}" for part in rounds[0].cpu]
        print(f"{side}, CPU ms a turn: {', '.join(shares)}")


def ratios(pairs: list[tuple[Round, Round]]) -> list[float]:
    """How many of our answers fit into the CPU time of one of theirs."""
    return [stock.milliseconds(*STOCK_DIALOGUE) / ours.milliseconds("bot") for stock, ours in pairs]


if __name__ == "__main__":
    main()
