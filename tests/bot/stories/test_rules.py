"""Rasa's own checks of rules, stories and domain, on the trained model; code and rules name the same asides."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa.core.test import test as rasa_test_core
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.validator import Validator

from bot.actions.asides import ASIDES
from bot.engine.turns import Bot
from tests.bot.conftest import run

BOT = Path(__file__).parents[3] / "bot"
STORIES = sorted((BOT / "data" / "stories").glob("*.yml"))


@pytest.mark.parametrize("file", STORIES, ids=lambda file: file.stem)
def test_every_step_of_a_story_is_predicted(bot: Bot, file: Path, tmp_path: Path) -> None:
    report = run(
        rasa_test_core(
            str(file),
            bot._agent,
            out_directory=str(tmp_path),
            fail_on_prediction_errors=True,
            disable_plotting=True,
            errors=False,
            warnings=False,
        )
    )
    assert report["actions"]
    assert report["report"]["conversation_accuracy"]["accuracy"] == 1.0


# Checks that warn unless told to fail.
GRADED = {
    "verify_intents",
    "verify_intents_in_stories",
    "verify_example_repetition_in_intents",
    "verify_utterances_in_stories",
    "verify_story_structure",
}


@pytest.fixture(scope="module")
def validator() -> Validator:
    importer = TrainingDataImporter.load_from_config(
        str(BOT / "config.yml"), domain_path=str(BOT / "domain"), training_data_paths=[str(BOT / "data")]
    )
    return Validator.from_importer(importer)


@pytest.mark.parametrize(
    "check",
    [
        "verify_domain_validity",
        "verify_actions_in_stories_rules",
        "verify_forms_in_stories_rules",
        "verify_form_slots",
        "verify_slot_mappings",
        "verify_intents",
        "verify_intents_in_stories",
        "verify_example_repetition_in_intents",
        "verify_utterances_in_stories",
        "verify_story_structure",
    ],
)
def test_rasa_data_validate(validator: Validator, check: str) -> None:
    """What `rasa data validate --fail-on-warnings` runs."""
    verify = getattr(validator, check)
    options: dict[str, Any] = {"ignore_warnings": False} if check in GRADED else {}
    assert verify(**options)


def rules() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for file in sorted((BOT / "data" / "rules").glob("*.yml")):
        found += yaml.safe_load(file.read_text(encoding="utf-8"))["rules"]
    return found


@pytest.mark.parametrize("form", ASIDES)
def test_every_aside_has_its_rule(form: str) -> None:
    """A form that stands back for an intent without a rule would leave the message to the fallback."""
    named = {
        rule["steps"][0]["intent"]
        for rule in rules()
        if {"active_loop": form} in rule.get("condition", []) and "intent" in rule["steps"][0]
    }
    assert named == ASIDES[form]


def test_only_rules_decide() -> None:
    config = yaml.safe_load((BOT / "config.yml").read_text(encoding="utf-8"))
    assert [policy["name"] for policy in config["policies"]] == ["RulePolicy"]
    assert not [part["name"] for part in config["pipeline"] if not part["name"].startswith("bot.nlu.")]


def test_the_bot_has_no_prose() -> None:
    for file in (BOT / "domain").glob("*.yml"):
        assert "responses" not in yaml.safe_load(file.read_text(encoding="utf-8"))
