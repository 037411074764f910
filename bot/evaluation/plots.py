"""The report's pictures, as SVG. matplotlib comes with Rasa 3.6, whose own reports use it.

Source of the intervals: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal
of the American Statistical Association 22 (1927) 209-212.
"""

from __future__ import annotations

import math
from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bot.evaluation.compare import GROUPS, Outcome, Paired
from bot.evaluation.report import TITLES
from bot.evaluation.tables import Confusion

SHOWN = ("intent", "category")
COLOURS = {"current": "#8a9690", "candidate": "#0b5d3b"}
APART = 0.24
INTERVAL_95 = 1.96
# Nothing of the run in the file: the same comparison draws the same picture.
mpl.rcParams["svg.hashsalt"] = "sunwai"
mpl.rcParams["svg.fonttype"] = "none"


def interval(right: int, total: int, z: float = INTERVAL_95) -> tuple[float, float]:
    """Wilson's interval of a share.

    >>> [round(one, 3) for one in interval(9, 10)]
    [0.596, 0.982]
    """
    if not total:
        return 0.0, 1.0
    share, spread = right / total, z * z / total
    middle = (share + spread / 2) / (1 + spread)
    half = z * math.sqrt(share * (1 - share) / total + spread / (4 * total)) / (1 + spread)
    return max(middle - half, 0.0), min(middle + half, 1.0)


def by_writing(outcome: Outcome, file: Path) -> None:
    """Shares of right intents and categories with their 95 % intervals, both models side by side."""
    figure = Figure(figsize=(9, 3.8), constrained_layout=True)
    panels = figure.subplots(1, len(SHOWN), sharey=True)
    for axes, name in zip(panels, SHOWN, strict=True):
        rows = {row.group: row for row in outcome.rows if row.question.name == name}
        _points(axes, [rows[group] for group in GROUPS], name)
    panels[-1].legend(loc="lower right", bbox_to_anchor=(1, 1), ncol=len(COLOURS), frameon=False, fontsize=8)
    _save(figure, file)


def _points(axes: Axes, rows: list[Paired], name: str) -> None:
    for side, model in enumerate(COLOURS):
        right = [getattr(row, model) for row in rows]
        shares = [count / max(row.total, 1) for count, row in zip(right, rows, strict=True)]
        ends = [interval(count, row.total) for count, row in zip(right, rows, strict=True)]
        below = [max(share - low, 0) for share, (low, _) in zip(shares, ends, strict=True)]
        above = [max(high - share, 0) for share, (_, high) in zip(shares, ends, strict=True)]
        places = [at + (side - 0.5) * APART for at in range(len(rows))]
        axes.errorbar(places, shares, [below, above], fmt="o", color=COLOURS[model], label=model, capsize=3)
    axes.set_xticks(range(len(rows)), [f"{TITLES[row.group]}\n{row.total} lines" for row in rows])
    axes.set_title(f"right {name}", loc="left")
    axes.yaxis.set_major_formatter(lambda share, _at: f"{share:.0%}")
    axes.grid(axis="y", color="#d5ddd8")
    axes.spines[["top", "right"]].set_visible(False)


def heat_map(found: Confusion, title: str, file: Path) -> None:
    """What the candidate takes each meaning for; shades are shares of the meaning, numbers are counts."""
    meant = [label for label in found.labels if any(found.row(label))]
    shares = [[count / sum(found.row(label)) for count in found.row(label)] for label in meant]
    size = 2.2 + 0.32 * len(found.labels)
    figure = Figure(figsize=(size + 1.2, size), constrained_layout=True)
    axes = figure.subplots()
    axes.imshow(shares, cmap="Greens", vmin=0, vmax=1, aspect="auto")
    for down, label in enumerate(meant):
        for across, count in enumerate(found.row(label)):
            if count:
                axes.text(across, down, str(count), ha="center", va="center", fontsize=7,
                          color="white" if shares[down][across] > 0.6 else "black")  # fmt: skip
    axes.set_xticks(range(len(found.labels)), found.labels, rotation=90, fontsize=7)
    axes.set_yticks(range(len(meant)), meant, fontsize=7)
    axes.set_xlabel("understood")
    axes.set_ylabel("meant")
    axes.set_title(title, fontsize=9)
    _save(figure, file)


def _save(figure: Figure, file: Path) -> None:
    figure.savefig(file, format="svg", metadata={"Date": None})
