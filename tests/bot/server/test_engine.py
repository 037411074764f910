"""What we put in the place of parts of Rasa gives the same verdicts and results as those parts."""

import copy
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasa.core.actions.action import RemoteAction
from rasa.core.policies.rule_policy import RulePolicy
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.nlu.constants import TEXT
from rasa.shared.utils.common import all_subclasses

from bot import settings, training
from bot.engine import event_types, rule_index
from bot.engine.graph_runner import PlannedGraphRunner
from bot.engine.model_storage import ServingModelStorage
from bot.engine.result_validator import check
from bot.engine.turns import Bot, ModelMissing, clean
from tests.bot.conftest import Conversation

names = st.sampled_from(["slot", "bot", "active_loop", "user", "action", "followup", "unheard_of", "", None, 5])
values = st.none() | st.integers() | st.text(max_size=3) | st.lists(st.integers(), max_size=1)
events = st.dictionaries(st.sampled_from(["name", "value", "timestamp", "metadata", "text"]), values, max_size=4)
results = st.fixed_dictionaries(
    {},
    optional={
        "events": st.lists(
            st.tuples(names, events).map(lambda pair: {"event": pair[0], **pair[1]}) | values, max_size=2
        )
        | values,
        "responses": st.lists(st.dictionaries(st.text(max_size=2), values, max_size=1) | values, max_size=2) | values,
    },
)


def is_refused(checked: Any, result: Any) -> bool:
    try:
        checked(result)
    except (jsonschema.ValidationError, jsonschema_rs.ValidationError):
        return True
    return False


@given(result=results)
def test_action_results_are_judged_as_rasa_judges_them(result: Any) -> None:
    schema = RemoteAction.action_response_format_spec()
    assert is_refused(check, result) == is_refused(lambda one: jsonschema.validate(one, schema), result)


def test_the_planned_runner_gives_what_rasas_runner_gives(bot: Bot) -> None:
    processor = bot._agent.processor
    assert processor is not None
    runner = processor.graph_runner
    assert isinstance(runner, PlannedGraphRunner)
    target = processor.model_metadata.nlu_target
    from rasa.core.channels.channel import UserMessage
    from rasa.shared.core.trackers import DialogueStateTracker

    def parsed(run: Any) -> Any:
        inputs = {
            "__message__": [UserMessage("Kamoke me bijli nahi hai")],
            "__tracker__": DialogueStateTracker.from_events("x", []),
        }
        (message,) = run(inputs=inputs, targets=[target])[target]
        return {name: message.get(name) for name in (TEXT, "intent", "intent_ranking", "entities")}

    def by_rasa(**arguments: Any) -> Any:
        return DaskGraphRunner.run(runner, **arguments)

    assert parsed(runner.run) == parsed(by_rasa)


WANDERING = (
    "salam", "Kamoke me bijli nahi hai", "2", "1", "meri shikayat ka kya bana", "kaun sa daftar hai", "Gujranwala",
    "pani nahi aa raha", "help", "mujhe kisi insan se baat karni hai", "ji", "cancel", "...", "shukriya", "stop",
)  # fmt: skip


def test_rules_are_found_as_rasa_finds_them(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    found = []

    def both(self: RulePolicy, lookup: dict[str, str], states: list[Any]) -> set[str]:
        ours = rule_index._get_possible_keys(self, lookup, states)
        assert ours == rule_index._possible_keys(self, lookup, states)
        found.append(len(ours))
        return ours

    monkeypatch.setattr(RulePolicy, "_get_possible_keys", both)
    conversation = Conversation(bot)
    for text in WANDERING:
        conversation.send(text)
    assert sum(found) > len(WANDERING)


def test_events_have_the_classes_that_rasa_gives_them(bot: Bot) -> None:
    names = {kind.type_name for kind in all_subclasses(Event) if kind.type_name}
    for _ in range(2):  # searched, then remembered
        assert all(Event.resolve_by_type(name) is event_types._resolve(name) for name in names)
    assert len(names) > 10
    with pytest.raises(ValueError, match="unheard_of"):
        Event.resolve_by_type("unheard_of")


def test_a_copied_slot_is_another_of_the_same(bot: Bot) -> None:
    domain = Domain.load(str(settings.ROOT / "domain"))
    for slot in domain.slots:
        made = copy.copy(slot)
        assert (type(made), vars(made)) == (type(slot), vars(slot))
        made.value = "changed"
        assert slot.value != "changed"


def test_all_of_a_model_but_its_training_is_read() -> None:
    model = settings.read().model
    whole = LocalModelStorage.metadata_from_archive(model).as_dict()
    served = ServingModelStorage.metadata_from_archive(model).as_dict()
    assert whole["train_schema"]["nodes"]
    assert served == {**whole, "train_schema": {"nodes": {}}}


SERVING = """
import asyncio, sys
from bot.__main__ import _before_rasa
_before_rasa()
from bot import settings
from bot.engine.turns import Bot
question = {"message": {"text": "Kamoke me bijli nahi hai"}, "metadata": {"channel": "sms"}}
answer = asyncio.run(Bot(settings.read().model).turn(question))
print(answer["understanding"]["category"], "tensorflow" in sys.modules)
from rasa.utils import train_utils
print(callable(train_utils.rank_and_mask), "tensorflow" in sys.modules)
"""


def test_tensorflow_is_loaded_when_somebody_uses_it_and_serving_does_not() -> None:
    done = subprocess.run([sys.executable, "-c", SERVING], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["electricity", "False", "True", "True"]


@given(text=st.text(max_size=60))
def test_a_cleaned_text_is_never_an_order(text: str) -> None:
    assert not clean(text).lstrip().startswith("/")


def test_a_missing_model_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="python -m bot train"):
        Bot(tmp_path / "none.tar.gz")


def test_training_is_skipped_while_nothing_changes(tmp_path: Path) -> None:
    model = tmp_path / "sunwai.tar.gz"
    assert not training.is_current(model)
    model.write_bytes(b"")
    (tmp_path / "sunwai.fingerprint").write_text(training.fingerprint())
    assert training.is_current(model)
    assert not training.train(model)


def test_every_ingredient_changes_the_fingerprint(tmp_path: Path) -> None:
    areas = tmp_path / "areas.csv"
    areas.write_text("id\n")
    seen = {training.fingerprint(tmp_path, areas)}
    for name in ("config.yml", "domain/base.yml", "data/nlu/a/b.yml", "nlu/places.py", "nlu/words/list.txt", "uv.lock"):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("something")
        seen.add(training.fingerprint(tmp_path, areas))
    areas.write_text("id\nmore\n")
    seen.add(training.fingerprint(tmp_path, areas))
    assert len(seen) == 8
