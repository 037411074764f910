"""The report in Markdown: the verdict in words, every count, and where the candidate is mistaken. Pure.

Texts are never shown: one of the sets is only ever counted, so that its score stays honest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.evaluation.compare import ALPHA, GROUPS, QUESTIONS, Outcome, Paired, Reading
from bot.evaluation.sets import Line

SHOWN_CONFUSIONS = 15
TITLES = {"all": "all", "ur": "Urdu", "ur_Latn": "Roman Urdu", "en": "English"}
NONE = "none"


@dataclass(frozen=True)
class Subject:
    """One model and what it made of the lines. `milliseconds`: CPU a message."""

    name: str
    version: str
    readings: Sequence[Reading]
    milliseconds: float


def verdict_words(outcome: Outcome) -> str:
    """One sentence a fact; what a person reads first."""
    if outcome.is_refused:
        facts = "; ".join(_fact(row, row.chance_of_loss) for row in outcome.worse)
        return f"Refused: the candidate is worse beyond chance. {facts}."
    if outcome.better:
        facts = "; ".join(_fact(row, row.chance_of_gain) for row in outcome.better)
        return f"Not worse anywhere, and better beyond chance. {facts}."
    return "Not worse anywhere beyond chance, and not better either."


def _fact(row: Paired, chance: float) -> str:
    where = "overall" if row.group == "all" else f"in {TITLES[row.group]}"
    shares = f"{_share(row.current, row.total)} before, {_share(row.candidate, row.total)} now"
    return f"{row.question.title}, {where}: {shares} ({row.lost} lost, {row.gained} gained, p = {chance:.4f})"


def markdown(lines: Sequence[Line], left_out: int, current: Subject, candidate: Subject, outcome: Outcome) -> str:
    """The whole report."""
    sets = Counter(line.set_name for line in lines)
    parts = [
        "# Evaluation of a candidate model", f"**{verdict_words(outcome)}**", _subjects(current, candidate),
        f"{len(lines)} lines: " + ", ".join(f"{name} {count}" for name, count in sorted(sets.items())) + ". "
        f"{left_out} more nearly repeat a training example and were left out.", _method(),
        "## By writing", _outcome_table(outcome), "![Shares by writing](by-writing.svg)",
        "## By intent", _label_table(lines, current, candidate, lambda line: line.intent, "intent"),
        "![Confusion of intents](confusion-intent.svg)",
        "## By category", _label_table(lines, current, candidate, lambda line: line.category, "category"),
        "![Confusion of categories](confusion-category.svg)",
        "## Most frequent confusions", _confusions(lines, current, candidate),
    ]  # fmt: skip
    return "\n\n".join(parts) + "\n"


def _subjects(current: Subject, candidate: Subject) -> str:
    rows = [f"| {one.name} | `{one.version}` | {one.milliseconds:.2f} |" for one in (current, candidate)]
    return "\n".join(["| model | version | ms CPU a message |", "|---|---|---|", *rows])


def _method() -> str:
    deciding = [one.title for one in QUESTIONS if one.is_deciding]
    return (
        f"Deciding questions: {', '.join(deciding)}; each for all lines and for each writing. A candidate is worse "
        "beyond chance when McNemar's exact one-sided test on the lines that only one of the two models has right says "
        f"so at {100 * ALPHA:.0f} % over all of them together (Holm)."
    )


def _outcome_table(outcome: Outcome) -> str:
    lines = ["| question | writing | lines | current | candidate | lost | gained | p | |", "|---" * 9 + "|"]
    for row in outcome.rows:
        if row.total:
            mark = "**worse**" if row in outcome.worse else "better" if row in outcome.better else ""
            shares = f"{_share(row.current, row.total)} | {_share(row.candidate, row.total)}"
            chance = f"{min(row.chance_of_loss, row.chance_of_gain):.4f}" if row.question.is_deciding else ""
            lines.append(
                f"| {row.question.title} | {TITLES[row.group]} | {row.total} | {shares} | {row.lost} | {row.gained} "
                f"| {chance} | {mark} |"
            )
    return "\n".join(lines)


def _label_table(
    lines: Sequence[Line], current: Subject, candidate: Subject, label: Callable[[Line], str], kind: str
) -> str:
    """Right answers by label and writing: current → candidate of all."""
    question = next(one for one in QUESTIONS if one.name == kind)
    rows = [f"| {kind} | " + " | ".join(TITLES[group] for group in GROUPS) + " |", "|---" * (len(GROUPS) + 1) + "|"]
    for name in sorted({label(line) for line in lines} - {""}):
        cells = []
        for group in GROUPS:
            chosen = [at for at, line in enumerate(lines) if label(line) == name and group in ("all", line.writing)]
            right = [sum(question.is_right(lines[at], one.readings[at]) for at in chosen)
                     for one in (current, candidate)]  # fmt: skip
            cells.append(f"{right[0]} → {right[1]} of {len(chosen)}" if chosen else "")
        rows.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(rows)


def _confusions(lines: Sequence[Line], current: Subject, candidate: Subject) -> str:
    now, before = (_mistakes(lines, one.readings) for one in (candidate, current))
    rows = [f"| {what} | {before[what]} | {count} |" for what, count in now.most_common(SHOWN_CONFUSIONS)]
    return "\n".join(
        ["| candidate | current | candidate |".replace("candidate", "taken for", 1), "|---|---|---|", *rows]
    )


def _mistakes(lines: Sequence[Line], readings: Sequence[Reading]) -> Counter[str]:
    found: Counter[str] = Counter()
    for line, reading in zip(lines, readings, strict=True):
        if reading.intent != line.intent:
            found[f"intent {line.intent} → {reading.intent}"] += 1
        elif line.category and reading.category != line.category:
            found[f"category {line.category} → {reading.category or NONE}"] += 1
    return found


def _share(part: int, total: int) -> str:
    return f"{100 * part / total:.1f} %" if total else ""
