"""A wrong cell in an imported file is named in words an operator understands."""

import pytest

from gateway.offices.rows import Known, category, office, read_rows, rule
from gateway.tabular import Row

KNOWN = Known(
    areas={"punjab-dist-gujranwala"}, office_types={"phed", "triage_desk"}, categories={"water_supply"},
    triage_code="triage", rules_by_place={("water_supply", None, 100): "water-old"},
)  # fmt: skip
OFFICE = {
    "code": "phed-1", "office_type": "phed", "area_id": "punjab-dist-gujranwala", "name_en": "PHED", "name_ur": "محکمہ",
}  # fmt: skip
RULE = {
    "code": "water-new", "category_code": "water_supply", "area_id": "", "office_type": "phed", "rank": "90",
    "reason_en": "it does",
    "reason_ur": "وہ کرتا ہے",
}  # fmt: skip
CATEGORY = {
    "code": "new_one", "position": "5", "name_en": "N", "name_ur": "نیا", "name_ur_latn": "Naya", "is_sensitive": "no",
    "acknowledge_hours": "4", "first_action_hours": "8", "resolve_hours": "16",
}  # fmt: skip


@pytest.mark.parametrize(
    ("one", "cells", "column", "words"),
    [
        (office, OFFICE | {"code": "PHED 1"}, "code", "small Latin letters"),
        (office, OFFICE | {"office_type": "pehd"}, "office_type", "did you mean 'phed'?"),
        (office, OFFICE | {"area_id": "punjab-dist-gujranwla"}, "area_id", "did you mean 'punjab-dist-gujranwala'?"),
        (office, OFFICE | {"area_id": ""}, "area_id", "serves an area"),
        (office, OFFICE | {"name_en": ""}, "name_en", "may not be empty"),
        (office, OFFICE | {"name_ur": "mehkma"}, "name_ur", "Urdu script"),
        (office, OFFICE | {"is_active": "perhaps"}, "is_active", "neither yes nor no"),
        (office, OFFICE | {"is_verified": "yes"}, "source", "who confirmed it"),
        (office, OFFICE | {"is_triage": "yes"}, "is_triage", "one triage desk only"),
        (office, OFFICE | {"contact": "0" * 200}, "contact", "fit in a text message"),
        (rule, RULE | {"category_code": "watersupply"}, "category_code", "did you mean 'water_supply'?"),
        (rule, RULE | {"rank": "first"}, "rank", "whole number from 1 to 1000"),
        (rule, RULE | {"rank": "100"}, "rank", "rule 'water-old' has this category, area and rank already"),
        (rule, RULE | {"reason_en": ""}, "reason_en", "may not be empty"),
        (rule, RULE | {"reason_ur": "it does"}, "reason_ur", "not in Urdu script"),
        (category, CATEGORY | {"resolve_hours": "6"}, "resolve_hours", "must not fall"),
        (category, CATEGORY | {"acknowledge_hours": "0"}, "acknowledge_hours", "whole number"),
        (category, CATEGORY | {"parent_code": "watr_supply"}, "parent_code", "did you mean 'water_supply'?"),
    ],
)
def test_names_the_wrong_cell(one, cells, column, words):
    _, errors = read_rows([Row(9, cells)], one, KNOWN)
    assert [(error.line, error.column) for error in errors] == [(9, column)]
    assert words in errors[0].problem


@pytest.mark.parametrize(("one", "cells"), [(office, OFFICE), (rule, RULE), (category, CATEGORY)])
def test_a_good_row_passes(one, cells):
    assert read_rows([Row(2, cells)], one, KNOWN)[1] == []


def test_a_closed_triage_desk_is_refused():
    desk = {"code": "triage", "office_type": "triage_desk", "area_id": "", "is_triage": "yes", "is_active": "no"}
    cells = OFFICE | desk
    assert [error.column for error in read_rows([Row(2, cells)], office, KNOWN)[1]] == ["is_active"]


def test_a_repeated_code_is_named():
    assert [str(error) for error in read_rows([Row(2, OFFICE), Row(4, OFFICE)], office, KNOWN)[1]] == [
        "line 4, code: 'phed-1' is on line 2 already"
    ]
