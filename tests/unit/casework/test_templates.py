"""Replies to begin from: every category has some, in three writings, with gaps alike, and they tell what they cost."""

import csv

import pytest

from gateway.casework import service, templates
from gateway.i18n.catalog import LANGUAGES
from gateway.offices.files import DATA
from models.case import OUTCOMES

ALL = templates.all_templates()


def known() -> set[str]:
    with (DATA / "categories.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["code"] for row in csv.DictReader(file)}


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.code)
def test_a_template_says_the_same_in_three_writings(one: templates.Template) -> None:
    assert one.outcome in OUTCOMES
    assert one.categories <= known()
    assert all(one.names.values())
    assert set(one.texts) == set(LANGUAGES)
    assert len({text.count(templates.GAP) for text in one.texts.values()}) == 1
    for text in one.texts.values():
        assert service.SHORTEST_ANSWER <= len(text) <= service.LONGEST_ANSWER


def test_every_category_has_some_and_its_own_come_first() -> None:
    assert len({one.code for one in ALL}) == len(ALL)
    for category in known():
        assert {"granted", "rejected", "referred"} <= {one.outcome for one in templates.templates_for(category)}
    assert templates.templates_for("street_light")[0].code == "light_repaired"
    assert templates.named("light_repaired", "gas") is None


@pytest.mark.parametrize(
    ("language", "length", "parts"), [("en", 20, 1), ("en", 200, 2), ("ur", 20, 2), ("ur", 200, 5)]
)
def test_the_cost_counts_what_is_said_around_it(language: str, length: int, parts: int) -> None:
    text = ("a" if language == "en" else "ا") * length
    assert templates.parts(text, language, reference="7K2M9QR", office="MC Kamoke") == parts
