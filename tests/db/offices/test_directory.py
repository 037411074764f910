"""The directory on a real database: seeding, import, export, who answers."""

import csv
import io

import pytest
from sqlalchemy import func, select, update

from gateway.offices import files
from gateway.offices import service as directory
from gateway.offices.naming import category_label, office_label
from gateway.offices.repository import office_by_code
from gateway.places.naming import area_label
from gateway.seed import DEMO_OFFICIALS, demo_passwords, seed
from models.area import Area
from models.category import Category
from models.office import Office, ResponsibilityRule
from models.official import ROLES, Official

KAMOKE = "punjab-gujranwala-teh-kamoke"
GOOD = "code,office_type,area_id,name_en,name_ur,contact,source,is_verified\n"


async def test_seeding_twice_writes_once(database):
    first = await seed(database, passwords={"officer": "a long password", "operator": "another one"})
    assert (first["areas"], first["categories"], first["officials"]) == (859, 25, 2)
    assert first["offices"] > 5000
    again = await seed(database, passwords={"officer": "a changed password"})
    assert set(again.values()) == {0}
    async with database.unit_of_work() as session:
        assert await session.scalar(select(func.count()).select_from(Office)) == first["offices"]


async def test_seeding_leaves_alone_what_operators_changed(seeded):
    async with seeded.unit_of_work() as session:
        await session.execute(update(Category).where(Category.code == "gas").values(resolve_hours=99))
        await session.execute(
            update(Office)
            .where(Office.code == f"mc-{KAMOKE}")
            .values(name_en="MC Kamoke", is_verified=True, source="letter of the officer, 2026-11-20")
        )
        closed = update(Office).where(Office.code == f"thq-{KAMOKE}")
        await session.execute(closed.values(is_active=False, name_en="Old"))
    counts = await seed(seeded, refresh=True)
    assert counts["offices"] == 1  # only the starting row with the wrong name
    async with seeded.unit_of_work() as session:
        assert (await session.get_one(Category, "gas")).resolve_hours == 99
        confirmed = await office_by_code(session, f"mc-{KAMOKE}")
        refreshed = await office_by_code(session, f"thq-{KAMOKE}")
    assert confirmed is not None
    assert confirmed.name_en == "MC Kamoke"
    assert refreshed is not None
    assert (refreshed.name_en, refreshed.is_active) == ("THQ Hospital, Kamoke", False)


async def test_every_role_gets_its_demo_official(database):
    await seed(database, passwords={demo.username: "a long password" for demo in DEMO_OFFICIALS})
    async with database.unit_of_work() as session:
        rows = list(await session.scalars(select(Official)))
    assert {row.role for row in rows} == set(ROLES)
    assert all(row.office_id or row.area_id for row in rows if row.role != "operator")
    assert not any("a long password" in row.password_hash for row in rows)


def test_demo_passwords_are_made_once_and_kept_private(tmp_path):
    made = demo_passwords(tmp_path / "var")
    assert demo_passwords(tmp_path / "var") == made
    assert set(made) == {demo.username for demo in DEMO_OFFICIALS}
    assert {path.stat().st_mode & 0o077 for path in (tmp_path / "var").iterdir()} == {0}


@pytest.mark.parametrize(
    ("category", "area", "code"),
    [
        ("water_supply", KAMOKE, f"mc-{KAMOKE}"),
        ("water_supply", "punjab-dist-gujranwala", "wasa-punjab-dist-gujranwala"),
        ("water_supply", "punjab-gujranwala-teh-gujranwala-city", "wasa-punjab-dist-gujranwala"),
        ("water_supply", "sindh-karachi-south-teh-lyari", "kwsc-sindh-div-karachi"),
        ("water_supply", "balochistan-kech-teh-turbat", "phed-balochistan-dist-kech"),
        ("electricity", KAMOKE, "gepco-punjab-dist-gujranwala"),
        ("gas", "gilgit-baltistan-dist-hunza", "dc-gilgit-baltistan-dist-hunza"),
        ("health_facility", "punjab-dist-sialkot", "dho-punjab-dist-sialkot"),
        ("education", KAMOKE, f"ddeo-{KAMOKE}"),
        ("corruption", KAMOKE, "oversight-punjab"),
        ("other", "punjab-dist-murree", "dc-punjab-dist-murree"),
        ("water_supply", "punjab", None),
        ("water_supply", None, None),
        ("water_supply", "no-such-place", None),
        ("no_such_category", KAMOKE, None),
    ],
)
async def test_who_answers(seeded, category, area, code):
    async with seeded.unit_of_work() as session:
        office = await directory.responsible_office(session, category, area)
    assert (office.code if office else None) == code


async def test_a_child_category_uses_its_parents_rules_until_it_has_its_own(seeded):
    async with seeded.unit_of_work() as session:
        parent = await session.get_one(Category, "water_supply")
        session.add(
            Category(
                code="water_tanker", parent_code=parent.code, position=11, name_en="Tanker", name_ur="ٹینکر",
                name_ur_latn="Tanker", acknowledge_hours=1, first_action_hours=2, resolve_hours=3,
            )
        )  # fmt: skip
        await session.flush()
        office = await directory.responsible_office(session, "water_tanker", KAMOKE)
        assert office is not None
        assert office.code == f"mc-{KAMOKE}"
        session.add(
            ResponsibilityRule(
                code="tanker",
                category_code="water_tanker",
                office_type="deputy_commissioner",
                reason_en="he sends it",
                reason_ur="وہ بھیجتا ہے",
            )
        )
        await session.flush()
        office = await directory.responsible_office(session, "water_tanker", KAMOKE)
        assert office is not None
        assert office.code == "dc-punjab-dist-gujranwala"


@pytest.mark.parametrize("kind", list(files.KINDS))
async def test_what_is_exported_imports_unchanged(seeded, tmp_path, kind):
    out = io.StringIO()
    async with seeded.unit_of_work() as session:
        count = await files.export_file(session, kind, out)
    path = tmp_path / "export.csv"
    path.write_text("\ufeff" + out.getvalue(), encoding="utf-8")
    async with seeded.unit_of_work() as session:
        report = await files.import_file(session, kind, path)
    assert (report.rows, report.unchanged, report.errors) == (count, count, [])
    assert len(list(csv.reader(io.StringIO(out.getvalue())))) == count + 1


async def test_import_adds_changes_and_repeats_without_effect(seeded, tmp_path):
    path = tmp_path / "offices.csv"
    path.write_text(
        GOOD
        + f'mc-{KAMOKE},municipal_committee,{KAMOKE},MC Kamoke,بلدیہ کامونکی,055 6810000,"MC officer, 2026-11-20",yes\n'
        + f"wasa-new,city_water_agency,{KAMOKE},WASA Kamoke,واسا کامونکی,,,no\n",
        encoding="utf-8",
    )
    async with seeded.unit_of_work() as session:
        trial = await files.import_file(session, "offices", path, dry_run=True)
        assert await office_by_code(session, "wasa-new") is None
    async with seeded.unit_of_work() as session:
        done = await files.import_file(session, "offices", path)
    async with seeded.unit_of_work() as session:
        again = await files.import_file(session, "offices", path)
        office = await office_by_code(session, f"mc-{KAMOKE}")
    assert (trial.added, trial.changed) == (done.added, done.changed) == (1, 1)
    assert (again.added, again.changed, again.unchanged) == (0, 0, 2)
    assert office is not None
    assert (office.name_en, office.contact, office.is_verified) == ("MC Kamoke", "055 6810000", True)


async def test_one_wrong_row_keeps_the_whole_file_out(seeded, tmp_path):
    path = tmp_path / "offices.csv"
    path.write_text(
        GOOD + f"new-one,phed,{KAMOKE},One,ایک,,,no\nnew-two,phed,punjab-kamoke,Two,دو,,,no\n", encoding="utf-8"
    )
    async with seeded.unit_of_work() as session:
        report = await files.import_file(session, "offices", path)
        assert await office_by_code(session, "new-one") is None
    assert [(error.line, error.column) for error in report.errors] == [(3, "area_id")]


async def test_labels(seeded):
    async with seeded.unit_of_work() as session:
        assert await category_label(session, "water_supply", "ur_Latn") == "Peene ka pani"
        assert await category_label(session, "water_supply", "ur") == "پینے کا پانی"
        assert await area_label(session, KAMOKE, "en") == "Kamoke, Gujranwala"
        assert await area_label(session, KAMOKE, "ur") == "کامونکی، گوجرانوالہ"
        assert await area_label(session, KAMOKE, "ur_Latn") == "Kamoke, Gujranwala"
        assert await area_label(session, "punjab-dist-gujranwala", "en") == "Gujranwala"
        assert await area_label(session, "punjab-sialkot-teh-sialkot", "en") == "Sialkot"
        assert await area_label(session, "punjab", "ur") == "پنجاب"
        office = await office_by_code(session, "wasa-punjab-dist-gujranwala")
    assert office is not None
    assert [office_label(office, language) for language in ("en", "ur", "ur_Latn")] == [
        "WASA Gujranwala", "واسا گوجرانوالہ", "WASA Gujranwala",
    ]  # fmt: skip


async def test_offices_that_serve_an_area(seeded):
    async with seeded.unit_of_work() as session:
        there = await directory.list_offices(session, area_id=KAMOKE, category_code="water_supply")
        assert await session.scalar(select(func.count()).select_from(Area)) == 859
    codes = {office.code for office in there}
    assert {f"mc-{KAMOKE}", "phed-punjab-dist-gujranwala", "wasa-punjab-dist-gujranwala"} <= codes
    assert not any("lahore" in code for code in codes)
