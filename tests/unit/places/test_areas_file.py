"""The gazetteer file is whole, and a broken one is refused cell by cell."""

import csv

import pytest

from gateway.places.rows import OPTIONAL, REQUIRED, area_rows
from gateway.places.service import AREAS_FILE
from gateway.tabular import Row, read_table

LEVELS = {"province": 7, "division": 37, "district": 180, "tehsil": 635}
GOOD = {"id": "punjab-x", "level": "district", "parent_id": "punjab", "name_en": "X", "name_ur": "ایکس"}
PARENTS = {"punjab": ("province", None), "sindh-dist-a": ("district", "sindh")}


@pytest.fixture(scope="module")
def areas() -> dict[str, dict]:
    """Rows of the project's file by id."""
    table = read_table(AREAS_FILE, REQUIRED, OPTIONAL)
    rows, errors = area_rows(table.rows, {})
    assert not table.errors
    assert not errors
    return {row["id"]: row for row in rows}


def test_counts_by_level(areas):
    found = [area["level"] for area in areas.values()]
    assert {level: found.count(level) for level in LEVELS} == LEVELS


def test_every_path_runs_through_existing_areas_to_a_province(areas):
    for area in areas.values():
        assert area["path"][0] == area["id"]
        assert areas[area["path"][-1]]["level"] == "province"
        assert all(step in areas for step in area["path"])


def test_borrowed_centres_are_not_taken_for_the_tehsils_own(areas):
    with AREAS_FILE.open(encoding="utf-8", newline="") as file:
        borrowed = [row["id"] for row in csv.DictReader(file) if row["coord_source"] == "district_centroid_fallback"]
    assert borrowed
    assert all(areas[area_id]["latitude"] is None for area_id in borrowed)


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"id": "Punjab X"}, "id"), ({"level": "county"}, "level"), ({"parent_id": "nowhere"}, "parent_id"),
        ({"parent_id": ""}, "parent_id"), ({"parent_id": "sindh-dist-a"}, "parent_id"), ({"name_en": ""}, "name_en"),
        ({"name_ur": "Eks"}, "name_ur"), ({"latitude": "north"}, "latitude"), ({"lon": "200"}, "lon"),
        ({"population": "-5"}, "population"),
    ],
)  # fmt: skip
def test_names_the_wrong_cell(change, column):
    _, errors = area_rows([Row(7, GOOD | change)], PARENTS)
    assert [(error.line, error.column) for error in errors] == [(7, column)]


def test_a_repeated_id_is_named():
    _, errors = area_rows([Row(2, GOOD), Row(5, GOOD)], PARENTS)
    assert [str(error) for error in errors] == ["line 5, id: 'punjab-x' is on line 2 already"]


def test_two_areas_that_lie_in_each_other_are_refused():
    rows = [Row(2, GOOD | {"id": "a", "parent_id": "b"}), Row(3, GOOD | {"id": "b", "parent_id": "a"})]
    assert [error.column for error in area_rows(rows, {})[1]] == ["parent_id", "parent_id"]
