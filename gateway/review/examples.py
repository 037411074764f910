"""Labelled examples as files: what the bot learns from, and what it is measured with. Pure but for a folder's files.

Two shapes. YAML as in `bot/data/nlu`, one block an intent, category, writing and whether it accuses; and the
tab-separated columns of the evaluation sets, which do not say the last. Both are read back, so that a later export adds
to an earlier one and repeats nothing.

Source of the YAML: Rasa 3.6 documentation, "NLU Training Data", examples with metadata, read 2026-11-24.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

COLUMNS = ("text", "writing", "intent", "category", "district_id")
HEADER = '# Written by `sunwai review export`: what people said that messages meant.\nversion: "3.1"\n\nnlu:\n'
_INTENT = re.compile(r"  - intent: (\w+)")
_METADATA = re.compile(r"    metadata: \{writing: (\w+)(?:, category: (\w+))?(, accusation: true)?\}")
_EXAMPLE = re.compile(r"      - (.+)")
# Rasa reads "[Kamoke](area)" as an entity and "{…}" as its details: in an example they are letters like any other.
_MARKUP = str.maketrans("[]{}", "()()")


@dataclass(frozen=True)
class Example:
    """One text and what it means."""

    text: str
    writing: str
    intent: str
    category: str = ""
    district_id: str = ""
    is_accusation: bool = False

    @property
    def topic(self) -> str:
        """Name of the file it belongs to."""
        return self.category if self.intent == "file_grievance" else self.intent


def plain(text: str) -> str:
    """The text in one line, without what Rasa or YAML would take for their own signs.

    >>> plain("- pani\\n[nahi]")
    'pani (nahi)'
    """
    printable = "".join(one if one.isprintable() else " " for one in text)
    return " ".join(printable.translate(_MARKUP).split()).lstrip("-/ ")


def merged(earlier: Iterable[Example], found: Iterable[Example], withdrawn: Iterable[str]) -> list[Example]:
    """Earlier examples and new ones, each text once: the last word on it counts. Withdrawn texts are out."""
    by_text = {one.text: one for one in (*earlier, *found)}
    return [one for text, one in by_text.items() if text not in frozenset(withdrawn)]


def to_yaml(examples: Iterable[Example]) -> str:
    """Grouped and sorted, so that equal examples give equal files."""
    ordered = sorted(examples, key=lambda one: (*_group(one), one.text))
    blocks = [_block(group, [one.text for one in found]) for group, found in groupby(ordered, _group)]
    return HEADER + "".join(blocks)


def from_yaml(content: str) -> list[Example]:
    """What `to_yaml` wrote."""
    found: list[Example] = []
    intent = writing = category = ""
    is_accusation = False
    for line in content.splitlines():
        if match := _INTENT.fullmatch(line):
            intent = match[1]
        elif match := _METADATA.fullmatch(line):
            writing, category, is_accusation = match[1], match[2] or "", bool(match[3])
        elif match := _EXAMPLE.fullmatch(line):
            found.append(Example(match[1], writing, intent, category, is_accusation=is_accusation))
    return found


def to_tsv(examples: Iterable[Example]) -> str:
    """One line an example, sorted, in the columns of `tests/bot/nlu/data`."""
    file = io.StringIO()
    writer = csv.writer(file, delimiter="\t", quoting=csv.QUOTE_NONE, quotechar=None, lineterminator="\n")
    writer.writerow(COLUMNS)
    ordered = sorted(examples, key=lambda one: (*_group(one), one.text))
    writer.writerows([getattr(one, name) for name in COLUMNS] for one in ordered)
    return file.getvalue()


def from_tsv(content: str) -> list[Example]:
    """What `to_tsv` wrote."""
    rows = csv.DictReader(io.StringIO(content), delimiter="\t", quoting=csv.QUOTE_NONE)
    return [Example(row["text"], row["writing"], row["intent"], row["category"], row["district_id"]) for row in rows]


def update(out: Path, found: Sequence[Example], withdrawn: Iterable[str]) -> list[Path]:
    """Bring `out` up to date: a .tsv, a .yml, or a folder with a file a topic. Returns the files that have examples."""
    gone = list(withdrawn)
    if out.suffix in (".tsv", ".yml", ".yaml"):
        read, write = (from_tsv, to_tsv) if out.suffix == ".tsv" else (from_yaml, to_yaml)
        earlier = read(out.read_text(encoding="utf-8")) if out.exists() else []
        return [_written(out, write(merged(earlier, found, gone)))]
    earlier = [one for file in sorted(out.glob("*.yml")) for one in from_yaml(file.read_text(encoding="utf-8"))]
    by_topic: dict[str, list[Example]] = {}
    for one in merged(earlier, found, gone):
        by_topic.setdefault(one.topic, []).append(one)
    for file in out.glob("*.yml"):
        if file.stem not in by_topic:
            file.unlink()
    return [_written(out / f"{topic}.yml", to_yaml(listed)) for topic, listed in sorted(by_topic.items())]


def _written(file: Path, content: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content, encoding="utf-8")
    return file


def _group(one: Example) -> tuple[str, str, str, bool]:
    return one.intent, one.category, one.writing, one.is_accusation


def _block(group: tuple[str, str, str, bool], texts: list[str]) -> str:
    intent, category, writing, is_accusation = group
    about = f", category: {category}" if category else ""
    about += ", accusation: true" if is_accusation else ""
    lines = [f"  - intent: {intent}", f"    metadata: {{writing: {writing}{about}}}", "    examples: |"]
    return "\n".join([*lines, *(f"      - {text}" for text in texts)]) + "\n"
