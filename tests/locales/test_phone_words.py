"""The phone page has texts of its own, because it knows nothing of the gateway; where both name a thing, one word."""

import json

import pytest

from gateway.i18n.catalog import console_texts, state_name
from gateway.i18n.messages import STATES
from tests.architecture.sources import ROOT

TEXTS = json.loads((ROOT / "simulator" / "page" / "texts.json").read_text(encoding="utf-8"))
# The page's key and the console's.
SHARED = {
    "office": "office", "reason": "routing_reason", "promised": "promised", "area": "area", "sealed": "sealed",
    "sent_by_us": "product",
}  # fmt: skip


@pytest.mark.parametrize("language", sorted(TEXTS))
def test_states_are_called_as_in_the_catalog(language: str) -> None:
    assert TEXTS[language]["state"] == {state: state_name(state, language) for state in STATES}


@pytest.mark.parametrize("language", sorted(TEXTS))
def test_things_are_called_as_in_the_console(language: str) -> None:
    console = console_texts(language)

    assert {key: TEXTS[language][key] for key in SHARED} == {key: console[name] for key, name in SHARED.items()}
