"""The starting directory is consistent: whatever a citizen reports anywhere, somebody is responsible for it."""

import csv
from pathlib import Path

import pytest

from gateway.offices import build_directory
from gateway.offices.build_directory import AREAS_FILE, DATA, TABLES, country
from gateway.offices.rows import CODE_SHAPE, Known, category, office, read_rows, rule
from gateway.tabular import Row

CATEGORIES = [
    "water_supply", "sewerage_drainage", "solid_waste", "street_light", "roads_streets", "electricity", "gas",
    "health_facility", "education", "payment_not_received", "payment_deduction", "biometric_failure",
    "registration_survey", "education_stipend", "nutrition", "ration_subsidy", "identity_documents", "land_record",
    "police", "corruption", "disaster_relief", "protection", "pest_control", "encroachment", "other",
]  # fmt: skip


def read(path: Path) -> list[dict[str, str]]:
    """Rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def as_rows(name: str) -> list[Row]:
    """Rows of a data file as an import sees them."""
    return [Row(line, cells) for line, cells in enumerate(read(DATA / name), start=2)]


OFFICES, RULES = read(DATA / "offices.csv"), read(DATA / "responsibility_rules.csv")
TYPES = {row["code"] for row in read(DATA / "office_types.csv")}
AREAS = {row["id"] for row in read(AREAS_FILE)}
KNOWN = Known(areas=AREAS, office_types=TYPES, categories=CATEGORIES, triage_code="triage")


def test_categories_are_those_of_the_design_in_order():
    rows = read(DATA / "categories.csv")
    assert [row["code"] for row in rows] == CATEGORIES
    sensitive = {row["code"] for row in rows if row["is_sensitive"] == "yes"}
    assert sensitive == {"corruption", "payment_deduction", "protection"}


@pytest.mark.parametrize(
    ("file", "one"), [("categories.csv", category), ("offices.csv", office), ("responsibility_rules.csv", rule)]
)
def test_every_row_passes_its_own_import(file, one):
    values, errors = read_rows(as_rows(file), one, KNOWN)
    assert [str(error) for error in errors] == []
    assert all(CODE_SHAPE.fullmatch(value["code"]) for value in values)


def test_every_category_has_a_rule_for_the_whole_country():
    assert {row["category_code"] for row in RULES if not row["area_id"]} == set(CATEGORIES)


def test_every_rule_leads_to_an_office_in_its_scope():
    by_type: dict[str, set[str]] = {}
    for row in OFFICES:
        by_type.setdefault(row["office_type"], set()).add(row["area_id"])
    land = country()
    for row in RULES:
        there = by_type[row["office_type"]]
        inside = any(row["area_id"] in land.chain(area) for area in there)
        assert inside or there & set(land.chain(row["area_id"])), row


def test_no_two_rules_have_the_same_category_area_and_rank():
    places = [(row["category_code"], row["area_id"], row["rank"]) for row in RULES]
    assert len(places) == len(set(places))


def test_every_district_and_tehsil_has_somebody_responsible_for_everything():
    """Each area reaches, upwards, an office of a type that a rule for the country or for an area above names."""
    land, there = country(), {(row["office_type"], row["area_id"]) for row in OFFICES}
    for area in land.areas.values():
        if area["level"] == "province":
            continue
        chain = land.chain(area["id"])
        for code in CATEGORIES:
            types = {row["office_type"] for row in RULES if row["category_code"] == code and row["area_id"] in chain}
            assert any((kind, step) in there for kind in types for step in chain), (area["id"], code)


def test_nothing_is_verified_and_everything_says_where_it_comes_from():
    assert all(row["is_verified"] == "no" and row["source"] and not row["contact"] for row in OFFICES)
    assert all(row["source"] for row in RULES)


def test_one_triage_desk_and_one_oversight_cell_a_province():
    assert [row["code"] for row in OFFICES if row["is_triage"] == "yes"] == ["triage"]
    cells = [row["area_id"] for row in OFFICES if row["office_type"] == "oversight_cell"]
    assert sorted(cells) == sorted(area["id"] for area in country().at("province"))


def test_sealed_categories_name_only_oversight_cells():
    sealed = ("corruption", "payment_deduction", "protection")
    kinds = {row["office_type"] for row in RULES if row["category_code"] in sealed}
    assert kinds == {"oversight_cell"}


def test_building_again_gives_the_same_files(tmp_path):
    build_directory.build(tmp_path / "offices.csv", tmp_path / "rules.csv")
    assert (tmp_path / "offices.csv").read_bytes() == (DATA / "offices.csv").read_bytes()
    assert (tmp_path / "rules.csv").read_bytes() == (DATA / "responsibility_rules.csv").read_bytes()


def test_every_district_has_its_utilities_row_and_every_name_in_it_is_known():
    rows = read(TABLES / "utilities.csv")
    assert {row["district_id"] for row in rows} == {area["id"] for area in country().at("district")}
    companies = {row["named_in_source"] for row in read(TABLES / "companies.csv")}
    agencies = {row["named_in_source"] for row in read(TABLES / "city_agencies.csv")}
    assert {row[name] for row in rows for name in ("electricity", "gas") if row[name]} <= companies
    assert {row["city_water_sewer"] for row in rows if row["city_water_sewer"]} == agencies


@pytest.mark.parametrize("table", ["headquarters.csv", "city_agencies.csv"])
def test_tables_name_existing_tehsils(table):
    for row in read(TABLES / table):
        if table == "headquarters.csv":
            assert row["tehsil_id"] in AREAS, row
        elif row["city_tehsils"] != "*":
            prefix = row["area_id"].replace("-dist-", "-") + "-teh-"
            assert all(prefix + name in AREAS for name in row["city_tehsils"].split("|")), row


def test_the_directory_stays_small_enough_to_keep_in_the_repository():
    assert (DATA / "offices.csv").stat().st_size < 1_500_000
