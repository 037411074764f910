"""Confusion tables as CSV: what was meant by what was understood, for each model, question and writing. Pure."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.evaluation.compare import ALL, Reading
from bot.evaluation.sets import Line

NONE = "none"


@dataclass(frozen=True)
class Confusion:
    """Counts by (meant, understood). `labels`: sorted, both sides."""

    labels: tuple[str, ...]
    counts: Counter[tuple[str, str]]

    def row(self, meant: str) -> list[int]:
        """Counts of one meaning, in the order of the labels."""
        return [self.counts[meant, understood] for understood in self.labels]


def confusion(lines: Sequence[Line], readings: Sequence[Reading], kind: str, writing: str = ALL) -> Confusion:
    """`kind`: intent, or category of the lines that have one."""
    counts: Counter[tuple[str, str]] = Counter()
    for line, reading in zip(lines, readings, strict=True):
        meant = getattr(line, kind)
        if meant and writing in (ALL, line.writing):
            counts[meant, getattr(reading, kind) or NONE] += 1
    labels = {label for pair in counts for label in pair}
    return Confusion(tuple(sorted(labels - {NONE})) + ((NONE,) if NONE in labels else ()), counts)


def to_csv(found: Confusion) -> str:
    """A line a meaning, a column an understanding."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["meant", *found.labels])
    writer.writerows([meant, *found.row(meant)] for meant in found.labels if any(found.row(meant)))
    return file.getvalue()
