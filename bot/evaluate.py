"""`python -m bot.evaluate FILE.tsv`: how well the trained model understands labelled texts, per writing.

Columns: text, writing, intent, category, district_id, and perhaps accusation (1 or 0; without it, what is of a sealed
category accuses). Prints a table and the worst confusions; changes nothing. *Surely wrong* are grievances that would be
taken for another category unasked, or sent to another district; *accusing* is the share of accusing messages that
would be sealed, *sealed for nothing* the share of all others.
"""

from __future__ import annotations

import asyncio
import csv
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from rasa.utils.log_utils import configure_structlog

from bot.actions.categories import ACCEPT
from bot.nlu.cues import SEALED
from bot.understand import understanding

TRAINED = Path(__file__).resolve().parent / "trained"
SHOWN_CONFUSIONS = 15


async def _parse(model: Path, texts: list[str]) -> tuple[list[dict[str, Any]], float]:
    configure_structlog()  # without it Rasa prints every text it parses
    agent = Agent.load(str(model))
    started = time.process_time()
    parsed = [await agent.parse_message(text) for text in texts]
    milliseconds = (time.process_time() - started) * 1000 / max(len(texts), 1)
    return [understanding(one, language=None, model_version="evaluated") for one in parsed], milliseconds


def main(file: Path, model: Path) -> None:
    """Print the report."""
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    results, milliseconds = asyncio.run(_parse(model, [row["text"] for row in rows]))
    right: dict[str, Counter[str]] = defaultdict(Counter)
    confusions: Counter[str] = Counter()
    for row, result in zip(rows, results, strict=True):
        for writing in (row["writing"], "all"):
            _count(right[writing], row, result)
        if result["intent"] != row["intent"]:
            confusions[f"intent {row['intent']} taken for {result['intent']}"] += 1
        elif row["category"] and result["category"] != row["category"]:
            confusions[f"category {row['category']} taken for {result['category']}"] += 1
    sys.stdout.write(_table(right))
    sys.stdout.write(f"\n{milliseconds:.2f} ms CPU a message, {len(rows)} messages\n\n")
    sys.stdout.writelines(f"{count:4d}  {what}\n" for what, count in confusions.most_common(SHOWN_CONFUSIONS))


def _count(counts: Counter[str], row: dict[str, str], result: dict[str, Any]) -> None:
    district = (result["area"] or {}).get("district_id") or ""
    counts.update(
        {"texts": 1, "writing": result["language"] == row["writing"], "intent": result["intent"] == row["intent"]}
    )
    if row["category"]:
        is_right = result["category"] == row["category"]
        is_sure = result["category_confidence"] >= ACCEPT
        is_elsewhere = bool(district) and district != row["district_id"]
        counts.update({"grievances": 1, "category": is_right, "wrong": is_sure and not is_right})
        counts.update({"elsewhere": is_elsewhere})
    is_sealed = result["is_accusation"] or result["category"] in SEALED
    is_accusing = row["accusation"] == "1" if "accusation" in row else row["category"] in SEALED
    kind = "accusing" if is_accusing else "harmless"
    counts.update({kind: 1, f"{kind} sealed": is_sealed, "district": district == row["district_id"]})


# Columns of the table: what is counted, of what.
SHARES = {
    "writing": ("writing", "texts"),
    "intent": ("intent", "texts"),
    "category": ("category", "grievances"),
    "surely wrong": ("wrong", "grievances"),
    "district": ("district", "texts"),
    "wrong district": ("elsewhere", "grievances"),
    "accusing": ("accusing sealed", "accusing"),
    "sealed for nothing": ("harmless sealed", "harmless"),
}


def _table(right: dict[str, Counter[str]]) -> str:
    lines = ["| writing | texts | " + " | ".join(SHARES) + " |", "|---" * (len(SHARES) + 2) + "|"]
    for writing, counts in sorted(right.items()):
        shares = [f"{counts[part] / max(counts[whole], 1):.1%}" for part, whole in SHARES.values()]
        lines.append(f"| {writing} | {counts['texts']} | " + " | ".join(shares) + " |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else TRAINED / "sunwai.tar.gz")
