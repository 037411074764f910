"""Builds `data/offices.csv` and `data/responsibility_rules.csv` from the small tables in `data/source/`.

Run after changing a table: `python -m gateway.offices.build_directory`. The same tables give the same files, byte for
byte. Reads and writes files only. Every office it makes is unverified: see docs/data.md for what that means.

Source: names of office kinds and who serves which district come from the project's starting tables (general knowledge,
unverified); areas from Census 2023 Table 1 (`gateway/places/data/README.md`).
"""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from gateway.offices.responsibility import Words
from gateway.tabular import write_table

OFFICES = Path(__file__).parent
DATA, TABLES = OFFICES / "data", OFFICES / "data" / "source"
AREAS_FILE = OFFICES.parent / "places" / "data" / "areas.csv"

# Marks rows of the starting directory: `sunwai seed --refresh` may change them, and nothing an operator wrote.
STARTING = "starting directory"
# Kinds whose office in the headquarters town also takes what names only the district.
HEADQUARTERS_KINDS = frozenset({"municipal_committee", "bisp_tehsil_office", "nadra_centre", "land_record_office"})
# The district health office runs the district hospital in its headquarters; there is no tehsil hospital beside it.
NOT_IN_HEADQUARTERS = frozenset({"tehsil_hospital"})
FALLBACKS = (
    ("assistant_commissioner", 800, "Assistant Commissioner", "اسسٹنٹ کمشنر"),
    ("deputy_commissioner", 900, "Deputy Commissioner", "ڈپٹی کمشنر"),
    ("commissioner", 950, "Commissioner", "کمشنر"),
)
CITY_CATEGORIES = ("water_supply", "sewerage_drainage")
# The water and sanitation companies of Khyber Pakhtunkhwa also collect garbage.
CITY_CLEANING_PREFIXES = frozenset({"wssp", "wssc"})
OFFICE_COLUMNS = (
    "code", "office_type", "area_id", "name_en", "name_ur", "contact", "source", "is_verified", "is_triage", "is_active"
)  # fmt: skip
RULE_COLUMNS = (
    "code", "category_code", "area_id", "office_type", "rank", "reason_en", "reason_ur", "source",
    "is_active",
)  # fmt: skip

Cells = dict[str, str]


@dataclass(frozen=True)
class Country:
    """The areas by id, and each district's headquarters tehsil where it is known."""

    areas: dict[str, Cells]
    headquarters: dict[str, str]

    def chain(self, area_id: str) -> list[str]:
        """The area itself, then its ancestors up to the province, then "" for the country."""
        found = []
        while area_id in self.areas:
            found.append(area_id)
            area_id = self.areas[area_id]["parent_id"]
        return [*found, ""]

    def at(self, level: str) -> Iterator[Cells]:
        """Areas of one level in the order of the file."""
        return (area for area in self.areas.values() if area["level"] == level)

    def tehsils_of(self, area_id: str) -> list[str]:
        """Ids of all tehsils inside an area."""
        return [tehsil["id"] for tehsil in self.at("tehsil") if area_id in self.chain(tehsil["id"])]


def read(path: Path) -> list[Cells]:
    """Rows of one table."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def country() -> Country:
    """The areas with their headquarters: named in a table, or the one tehsil that bears its district's name."""
    areas = {row["id"]: row for row in read(AREAS_FILE)}
    named = {row["district_id"]: row["tehsil_id"] for row in read(TABLES / "headquarters.csv")}
    known = Country(areas, named)
    for district in list(known.at("district")):
        names = {district["name_en"], *filter(None, district["alt_en"].split("|"))}
        same = [area["id"] for area in areas.values() if area["parent_id"] == district["id"] and _town(area) in names]
        if len(same) == 1:
            named.setdefault(district["id"], same[0])
    return known


def _town(area: Cells) -> str:
    return re.sub(r" (City|Town)$", "", area["name_en"])


def _office(kind: str, code: str, area_id: str, name_en: str, name_ur: str, detail: str) -> Cells:
    return {
        "code": code, "office_type": kind, "area_id": area_id, "name_en": name_en, "name_ur": name_ur, "contact": "",
        "source": f"{STARTING}: {detail}", "is_verified": "no", "is_triage": "no", "is_active": "yes",
    }  # fmt: skip


def offices_by_pattern(land: Country) -> Iterator[Cells]:
    """One office of each kind for each area of its level, named by the pattern of the smallest scope; no name, none."""
    patterns = read(TABLES / "patterns.csv")
    for kind, level in dict.fromkeys((row["office_type"], row["level"]) for row in patterns):
        by_scope = {p["scope_area_id"]: p for p in patterns if p["office_type"] == kind and p["level"] == level}
        for area in land.at(level):
            scope = next((scope for scope in land.chain(area["id"]) if scope in by_scope), None)
            if scope is not None and by_scope[scope]["name_en"]:
                yield from _from_pattern(by_scope[scope], area, land)


def _from_pattern(pattern: Cells, area: Cells, land: Country) -> Iterator[Cells]:
    kind, area_id, named = pattern["office_type"], area["id"], area
    if area["level"] == "tehsil" and land.headquarters.get(area["parent_id"]) == area_id:
        if kind in NOT_IN_HEADQUARTERS:
            return
        if kind in HEADQUARTERS_KINDS:
            area_id = area["parent_id"]
            district = land.areas[area_id]
            named = district if _town(area) == district["name_en"] else area
    code = f"{pattern['code_prefix']}-{area_id}"
    name_en, name_ur = (pattern[name].format(area=named[name]) for name in ("name_en", "name_ur"))
    yield _office(kind, code, area_id, name_en, name_ur, "kinds by category")


def utilities(land: Country) -> Iterator[Cells]:
    """Electricity and gas company of each district; Karachi also as a whole, because people name only the city."""
    companies = {row["named_in_source"]: row for row in read(TABLES / "companies.csv")}
    for row in read(TABLES / "utilities.csv"):
        for column in ("electricity", "gas"):
            if row[column]:
                yield _utility(companies[row[column]], land.areas[row["district_id"]])
    for name in ("K-Electric", "SSGC"):
        yield _utility(companies[name], land.areas["sindh-div-karachi"])


def _utility(company: Cells, area: Cells) -> Cells:
    name_en, name_ur = f"{company['name_en']}, {area['name_en']}", f"{company['name_ur']}، {area['name_ur']}"
    kind, detail = company["office_type"], f"{company['named_in_source']}, utilities by district"
    return _office(kind, f"{company['code_prefix']}-{area['id']}", area["id"], name_en, name_ur, detail)


def city_offices() -> Iterator[Cells]:
    """Water agencies and waste companies, each for the area it serves; and the desk for everything unplaced."""
    for kind, table in (("city_water_agency", "city_agencies.csv"), ("waste_company", "waste_companies.csv")):
        for row in read(TABLES / table):
            code, detail = f"{row['code_prefix']}-{row['area_id']}", row.get("source", "utilities by district")
            yield _office(kind, code, row["area_id"], row["name_en"], row["name_ur"], detail)
    desk = _office("triage_desk", "triage", "", "Sunwai triage desk", "شنوائی ابتدائی جانچ ڈیسک", "run by this service")
    yield desk | {"is_triage": "yes"}


def _rule(category: str, area_id: str, kind: str, rank: int, reason: Words, source: str) -> Cells:
    code = "-".join(filter(None, (category, kind, area_id))).replace("_", "-")
    return {
        "code": code, "category_code": category, "area_id": area_id, "office_type": kind, "rank": str(rank),
        "reason_en": reason.en, "reason_ur": reason.ur, "source": f"{STARTING}: {source}", "is_active": "yes",
    }  # fmt: skip


def country_rules() -> Iterator[Cells]:
    """The table of assignments, then who answers when no office of the right kind is known; sealed ones stay sealed."""
    assigned = read(TABLES / "assignments.csv")
    for row in assigned:
        yield _rule(
            row["category_code"],
            row["area_id"],
            row["office_type"],
            int(row["rank"]),
            Words(row["reason_en"], row["reason_ur"]),
            row["source"],
        )
    sealed = {row["category_code"] for row in assigned if row["office_type"] == "oversight_cell"}
    for category in dict.fromkeys(row["category_code"] for row in assigned):
        for kind, rank, title_en, title_ur in FALLBACKS:
            taken = any(row["office_type"] == kind and row["category_code"] == category for row in assigned)
            if category not in sealed and not taken:
                reason = Words(
                    f"no other office is known there, and the {title_en} answers",
                    f"وہاں کوئی اور دفتر معلوم نہیں، اس لیے {title_ur} ذمہ دار ہے",
                )
                yield _rule(category, "", kind, rank, reason, "kinds by category")


def city_rules(land: Country) -> Iterator[Cells]:
    """City agencies answer for their district, which named alone means its city, but not for its other tehsils."""
    for row in read(TABLES / "city_agencies.csv"):
        categories = [*CITY_CATEGORIES, *(["solid_waste"] if row["code_prefix"] in CITY_CLEANING_PREFIXES else [])]
        tehsils = land.tehsils_of(row["area_id"])
        city = row["city_tehsils"].split("|")
        outside = [] if city == ["*"] else [tehsil for tehsil in tehsils if tehsil.split("-teh-")[1] not in city]
        for category in categories:
            reason = Words(f"{row['name_en']} answers inside the city", f"شہر کے اندر {row['name_ur']} ذمہ دار ہے")
            yield _rule(category, row["area_id"], "city_water_agency", 50, reason, "utilities by district")
            for tehsil in outside:
                yield _outside_rule(category, tehsil, row, land)


def _outside_rule(category: str, tehsil: str, agency: Cells, land: Country) -> Cells:
    chain = land.chain(tehsil)
    usual = min(
        (chain.index(row["area_id"]), int(row["rank"]), row["office_type"])
        for row in read(TABLES / "assignments.csv")
        if row["category_code"] == category and row["area_id"] in chain
    )
    reason = Words(
        f"outside the city limits of {agency['name_en']} the usual office of the tehsil answers",
        f"{agency['name_ur']} کی شہری حد سے باہر تحصیل کا معمول کا دفتر ذمہ دار ہے",
    )
    return _rule(category, tehsil, usual[2], 40, reason, "agencies serve only inside city limits")


def waste_rules() -> Iterator[Cells]:
    """A waste company answers for garbage in its area."""
    for row in read(TABLES / "waste_companies.csv"):
        reason = Words(f"{row['name_en']} cleans there", f"وہاں صفائی {row['name_ur']} کرتی ہے")
        yield _rule("solid_waste", row["area_id"], "waste_company", 60, reason, row["source"])


def build(offices_file: Path, rules_file: Path) -> None:
    """Write both files, sorted by code."""
    land = country()
    _write(offices_file, OFFICE_COLUMNS, [*offices_by_pattern(land), *utilities(land), *city_offices()])
    _write(rules_file, RULE_COLUMNS, [*country_rules(), *city_rules(land), *waste_rules()])


def _write(path: Path, columns: Iterable[str], rows: list[Cells]) -> None:
    rows.sort(key=lambda row: row["code"])
    with path.open("w", encoding="utf-8", newline="") as file:
        write_table(file, columns, rows)


if __name__ == "__main__":
    build(DATA / "offices.csv", DATA / "responsibility_rules.csv")
