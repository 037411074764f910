"""Rule look-up among the rules whose last step is the one just taken.

Why: at every prediction Rasa compares each of a hundred rules with the state, a seventh of a turn's CPU; few end with
the same action and intent. Those few are compared by Rasa itself, so the verdict stays its own; a test compares them.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from rasa.core.policies.rule_policy import SHOULD_NOT_BE_SET, RulePolicy
from rasa.shared.core.constants import PREVIOUS_ACTION, USER
from rasa.shared.nlu.constants import ACTION_NAME, INTENT

State = dict[str, dict[str, Any]]
Step = tuple[Any, Any]

_possible_keys = RulePolicy._get_possible_keys


def _step(state: State) -> Step:
    """Action before, and intent of the message; None where the state says nothing of it."""
    return state.get(PREVIOUS_ACTION, {}).get(ACTION_NAME), state.get(USER, {}).get(INTENT)


def _indexed(lookup: dict[str, str]) -> dict[Step, list[str]]:
    """Rules by what their last step demands."""
    found: dict[Step, list[str]] = defaultdict(list)
    for key in lookup:
        action, intent = _step(RulePolicy._rule_key_to_state(key)[-1])
        # What must not be set is no name to look under: Rasa compares those rules with every state.
        found[(_name(action), _name(intent))].append(key)
    return dict(found)


def _name(value: Any) -> Any:
    return None if value == SHOULD_NOT_BE_SET else value


def _get_possible_keys(self: RulePolicy, lookup: dict[str, str], states: list[State]) -> set[str]:
    indexes: dict[int, dict[Step, list[str]]] = self.__dict__.setdefault("_indexes", {})
    index = indexes.get(id(lookup))
    if index is None:
        index = indexes[id(lookup)] = _indexed(lookup)
    if not states:
        return _possible_keys(self, lookup, states)
    action, intent = _step(states[-1])
    steps = {(action, intent), (action, None), (None, intent), (None, None)}
    return _possible_keys(self, dict.fromkeys((key for step in steps for key in index.get(step, ())), ""), states)


def install() -> None:
    """For serving, where the rules of a loaded model do not change."""
    RulePolicy._get_possible_keys = _get_possible_keys
