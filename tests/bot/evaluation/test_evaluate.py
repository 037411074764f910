"""`python -m bot evaluate` on a small set of real examples: candidates are really trained, and a worse one refused."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest
from rasa.shared.nlu.training_data.loading import load_data

from bot.evaluation import sets
from bot.evaluation.sets import Line, NoSets, load, without_repeated

ROOT = Path(__file__).resolve().parents[3]
TOPICS = ("grievances/gas", "grievances/electricity", "grievances/education", "intents/greet", "intents/thanks")
LEARNT, ASKED = 24, 14
CONFIG = "recipe: default.v1\nlanguage: ur\nassistant_id: sunwai\npipeline:\n"
PIPELINE = ("tokenizer.ThreeWritingsTokenizer", "classifier.MessageClassifier", "places.PlaceExtractor",
            "cues.CueExtractor", "move_resolver.MoveResolver")  # fmt: skip
Example = tuple[str, str, str, str]


def examples() -> list[Example]:
    """(text, intent, writing, category) of some topics."""
    found = []
    for topic in TOPICS:
        for one in load_data(str(ROOT / f"bot/data/nlu/{topic}.yml")).intent_examples:
            marks = one.get("metadata")["intent"]
            found.append((one.get("text"), one.get("intent"), marks["writing"], marks.get("category", "")))
    return found


def in_groups() -> dict[tuple[str, str, str], list[str]]:
    groups: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for text, *labels in examples():
        groups[labels[0], labels[1], labels[2]].append(text)
    return groups


class Workplace:
    """A folder of data, sets and models, and the command run on them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "bot" / "data" / "nlu"
        self.model = folder / "trained" / "sunwai.tar.gz"
        self.out = folder / "report"

    def prepare(self) -> None:
        """Data to learn from, and lines of the same kind that are not in it."""
        (self.folder / "bot" / "domain").mkdir(parents=True)
        self.data.mkdir(parents=True)
        (self.folder / "sets").mkdir()
        pipeline = "".join(f"  - name: bot.nlu.{name}\n" for name in PIPELINE)
        (self.folder / "bot" / "config.yml").write_text(f"{CONFIG}{pipeline}policies: []\n", encoding="utf-8")
        intents = sorted({intent for intent, _, _ in in_groups()})
        domain = "version: '3.1'\nintents:\n" + "".join(f"  - {intent}\n" for intent in intents)
        (self.folder / "bot" / "domain" / "domain.yml").write_text(domain, encoding="utf-8")
        self.learn({labels: texts[:LEARNT] for labels, texts in in_groups().items()})
        with (self.folder / "sets" / "small.tsv").open("w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file, delimiter="\t", quoting=csv.QUOTE_NONE, quotechar=None, lineterminator="\n")
            rows.writerow(["text", "writing", "intent", "category", "district_id"])
            for (intent, writing, category), texts in in_groups().items():
                rows.writerows([text, writing, intent, category, ""] for text in texts[LEARNT : LEARNT + ASKED])

    def learn(self, groups: dict[tuple[str, str, str], list[str]], name: str = "small") -> None:
        """Write training data."""
        lines = ['version: "3.1"\n\nnlu:\n']
        for (intent, writing, category), texts in groups.items():
            about = f", category: {category}" if category else ""
            lines.append(f"  - intent: {intent}\n    metadata: {{writing: {writing}{about}}}\n    examples: |\n")
            lines += [f"      - {text}\n" for text in texts]
        (self.data / f"{name}.yml").write_text("".join(lines), encoding="utf-8")

    def evaluates(self, *more: str) -> subprocess.CompletedProcess[str]:
        """Run the command."""
        command = [sys.executable, "-m", "bot", "evaluate", "--root", self.folder / "bot", "--sets",
                   self.folder / "sets", "--out", self.out, *more]  # fmt: skip
        environment = os.environ | {"SUNWAI_BOT_MODEL": str(self.model)}
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workplace whose first candidate was accepted, because there was no model before it."""
    workplace = Workplace(tmp_path_factory.mktemp("evaluation"))
    workplace.prepare()
    done = workplace.evaluates("--accept")
    assert (done.returncode, "nothing to compare" in done.stdout) == (0, True), done.stderr[-2000:]
    return workplace.folder


@pytest.fixture
def workplace(trained: Path, tmp_path: Path) -> Workplace:
    """A copy, with a current model."""
    shutil.copytree(trained, tmp_path / "copy")
    return Workplace(tmp_path / "copy")


def test_a_worse_candidate_is_refused_and_the_current_model_stays(workplace: Workplace) -> None:
    """Somebody swapped two categories in Urdu: the other writings are as good as before, and that does not help."""
    swapped = {"gas": "electricity", "electricity": "gas"}
    groups = {
        (intent, writing, swapped.get(category, category) if writing == "ur" else category): texts[:LEARNT]
        for (intent, writing, category), texts in in_groups().items()
    }
    workplace.learn(groups)
    before = workplace.model.read_bytes()
    done = workplace.evaluates("--accept")
    assert done.returncode == 1, done.stderr[-2000:]
    assert "Refused: the candidate is worse beyond chance." in done.stdout
    assert "category, in Urdu:" in done.stdout
    assert "category, in English" not in done.stdout
    assert "The current model stays." in done.stdout
    assert workplace.model.read_bytes() == before
    report = (workplace.out / "report.md").read_text(encoding="utf-8")
    assert "**worse**" in report


def test_a_candidate_that_is_no_worse_is_reported_and_used_only_when_accepted(workplace: Workplace) -> None:
    more = {labels: texts[LEARNT + ASKED :] for labels, texts in in_groups().items()}
    workplace.learn({labels: texts for labels, texts in more.items() if texts}, "more")
    before = workplace.model.read_bytes()
    done = workplace.evaluates()
    assert done.returncode == 0, done.stderr[-2000:]
    assert "run the same with --accept" in done.stdout
    assert workplace.model.read_bytes() == before
    shown = {file.name for file in workplace.out.iterdir()}
    assert {"report.md", "by-writing.svg", "confusion-category.svg", "confusion-intent-ur-candidate.csv"} <= shown
    assert (workplace.out / "by-writing.svg").read_text(encoding="utf-8").lstrip().startswith("<?xml")

    done = workplace.evaluates("--accept")
    assert done.returncode == 0
    assert "up to date" in done.stdout  # the candidate was not trained twice
    accepted = workplace.model.read_bytes()
    assert accepted != before
    assert "There is nothing to accept." in workplace.evaluates("--accept").stdout
    assert workplace.model.read_bytes() == accepted


def test_a_model_that_cannot_be_read_is_no_yardstick(workplace: Workplace) -> None:
    workplace.model.write_bytes(b"no archive")
    workplace.model.with_name("sunwai.fingerprint").write_text("of other data")
    done = workplace.evaluates("--accept")
    assert done.returncode == 1
    assert "cannot be read by the code at hand" in done.stderr
    assert "Traceback" not in done.stderr
    assert workplace.model.read_bytes() == b"no archive"


def test_lines_that_repeat_an_example_prove_nothing() -> None:
    said, new = (Line("dev", text, "ur_Latn", "greet", "", "") for text in ("pani bilkul nahi aa raha", "salam bhai"))
    assert without_repeated([said, new], ["pani bilkul nahin a raha"]) == [new]


def test_sets_of_another_kind_are_passed_over(tmp_path: Path) -> None:
    assert {line.set_name for line in load(sets.FOLDER)} >= {"dev", "dev_second", "held"}
    assert "places" not in {line.set_name for line in load(sets.FOLDER)}
    with pytest.raises(NoSets):
        load(tmp_path)
