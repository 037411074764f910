"""Trains a candidate, lets both models read the evaluation sets, writes the report, and accepts when told to."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from bot import training
from bot.evaluation import plots, sets, tables
from bot.evaluation.compare import ALL, Outcome, Reading, compare
from bot.evaluation.report import Subject, markdown, verdict_words
from bot.evaluation.sets import WRITINGS, Line

REPORTS = training.ROOT.parent / "var" / "evaluation"
CANDIDATE = Path("candidate") / "sunwai.tar.gz"
KINDS = ("intent", "category")


class NotComparable(RuntimeError):
    """The current model cannot be read by the code at hand."""


@dataclass(frozen=True)
class Plan:
    """What to compare. `root`: where config, domain and data are; `model`: the current one; `out`: for the report."""

    root: Path
    model: Path
    sets: Path
    out: Path
    is_accepted: bool


def report_folder(reports: Path = REPORTS) -> Path:
    """A folder for a report of this moment (UTC)."""
    return reports / f"{datetime.now(timezone.utc):%Y-%m-%d-%H%M%S}"


def evaluate(plan: Plan) -> bool:
    """Train, compare, report. Returns whether the candidate may be used; installs it when the plan says so.

    Raises NoSets, NotComparable, TrainingFailed.
    """
    lines = sets.load(plan.sets)
    candidate = _candidate(plan)
    fresh = sets.without_repeated(lines, _examples(plan.root))
    after = _subject("candidate", candidate, fresh)
    if not plan.model.exists():
        _tell(f"There is no current model at {plan.model}: nothing to compare the candidate with.")
        return _settled(plan, candidate, is_refused=False)
    before = _current(plan.model, fresh)
    outcome = compare(fresh, before.readings, after.readings)
    _write(plan.out, markdown(fresh, len(lines) - len(fresh), before, after, outcome), fresh, (before, after), outcome)
    _tell(f"{verdict_words(outcome)}\nReport: {plan.out / 'report.md'}")
    return _settled(plan, candidate, is_refused=outcome.is_refused)


def _candidate(plan: Plan) -> Path:
    """A model of what is in the root now; the current one if it is made of just that."""
    if training.is_current(plan.model, plan.root):
        _tell("Nothing that the current model is made of has changed: it is compared with itself.")
        return plan.model
    candidate = plan.model.parent / CANDIDATE
    training.train(candidate, root=plan.root)
    return candidate


def _settled(plan: Plan, candidate: Path, *, is_refused: bool) -> bool:
    if is_refused:
        _tell(
            "The current model stays. What the candidate learnt from is still in its data, and the next training would "
            "learn from it too: take out or put right the examples that harm."
        )
    elif candidate == plan.model:
        _tell("There is nothing to accept.")
    elif plan.is_accepted:
        training.install(candidate, plan.model)
        _tell(f"Accepted: {plan.model}. A bot that is running takes it when it is started again.")
    else:
        _tell("The candidate may be used: run the same with --accept.")
    return not is_refused


def _examples(root: Path) -> list[str]:
    from rasa.shared.nlu.training_data.loading import load_data

    return [str(one.get("text")) for one in load_data(str(root / "data" / "nlu")).intent_examples]


def _current(model: Path, lines: Sequence[Line]) -> Subject:
    try:
        return _subject("current", model, lines)
    except Exception as error:  # unpickling what other code wrote may fail in any way
        raise NotComparable(
            f"the current model {model} cannot be read by the code at hand ({type(error).__name__}); take it away to "
            "evaluate the candidate alone, or train it anew"
        ) from error


def _subject(name: str, model: Path, lines: Sequence[Line]) -> Subject:
    from bot.engine.turns import Bot

    bot = Bot(model)
    started = time.process_time()
    understood = asyncio.run(bot.understand([line.text for line in lines]))
    milliseconds = (time.process_time() - started) * 1000 / len(lines)
    return Subject(name, bot.model_version, [_reading(one) for one in understood], milliseconds)


def _reading(understood: dict[str, Any]) -> Reading:
    return Reading(
        writing=understood["language"], intent=understood["intent"], category=understood["category"],
        category_confidence=understood["category_confidence"],
        district_id=(understood["area"] or {}).get("district_id") or "", is_accusation=understood["is_accusation"],
    )  # fmt: skip


def _write(out: Path, report: str, lines: Sequence[Line], models: Sequence[Subject], outcome: Outcome) -> None:
    out.mkdir(parents=True, exist_ok=True)
    (out / "report.md").write_text(report, encoding="utf-8")
    plots.by_writing(outcome, out / "by-writing.svg")
    for kind in KINDS:
        for model in models:
            for writing in (ALL, *WRITINGS):
                found = tables.confusion(lines, model.readings, kind, writing)
                file = out / f"confusion-{kind}-{writing}-{model.name}.csv"
                file.write_text(tables.to_csv(found), encoding="utf-8")
        whole = tables.confusion(lines, models[-1].readings, kind)
        plots.heat_map(whole, f"{kind}: what the candidate takes each for", out / f"confusion-{kind}.svg")


def _tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
