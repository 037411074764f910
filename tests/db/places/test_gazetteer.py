"""The gazetteer on a real database: load, import, export, search, nearest."""

import io

import pytest
from sqlalchemy import update

from gateway.places import repository, service
from models.area import Area

KAMOKE = "punjab-gujranwala-teh-kamoke"
HEAD = "id,level,parent_id,name_en,name_ur,population\n"


async def test_loading_twice_changes_nothing(seeded):
    async with seeded.unit_of_work() as session:
        report = await service.import_areas(session)
    assert (report.rows, report.added, report.changed, report.unchanged) == (859, 0, 0, 859)


async def test_path_runs_from_the_area_to_its_province(seeded):
    async with seeded.unit_of_work() as session:
        path = [area.id for area in await service.show(session, KAMOKE)]
        assert await service.show(session, "nowhere") == []
    assert path == [KAMOKE, "punjab-dist-gujranwala", "punjab-div-gujranwala", "punjab"]


async def test_only_new_leaves_alone_what_is_there(seeded):
    async with seeded.unit_of_work() as session:
        await session.execute(update(Area).where(Area.id == KAMOKE).values(name_ur="کامونکے"))
    async with seeded.unit_of_work() as session:
        assert (await service.import_areas(session, only_new=True)).changed == 0
        assert (await service.import_areas(session)).changed == 1


async def test_what_is_exported_imports_unchanged(seeded, tmp_path):
    out = io.StringIO()
    async with seeded.unit_of_work() as session:
        assert await service.export_areas(session, out) == 859
    path = tmp_path / "areas.csv"
    path.write_text(out.getvalue(), encoding="utf-8")
    async with seeded.unit_of_work() as session:
        report = await service.import_areas(session, path)
    assert (report.unchanged, report.errors) == (859, [])


async def test_moving_a_district_moves_its_tehsils(seeded, tmp_path):
    path = tmp_path / "areas.csv"
    row = "punjab-dist-gujranwala,district,punjab-div-lahore,Gujranwala,گوجرانوالہ,5\n"
    path.write_text(HEAD + row, encoding="utf-8")
    async with seeded.unit_of_work() as session:
        report = await service.import_areas(session, path)
        moved = [area.id for area in await repository.path_of(session, KAMOKE)]
    assert report.changed == 1
    assert moved == [KAMOKE, "punjab-dist-gujranwala", "punjab-div-lahore", "punjab"]


async def test_a_dry_run_and_a_wrong_row_write_nothing(seeded, tmp_path):
    path = tmp_path / "areas.csv"
    path.write_text(HEAD + "punjab-new,district,punjab,New,نیا,5\n", encoding="utf-8")
    async with seeded.unit_of_work() as session:
        assert (await service.import_areas(session, path, dry_run=True)).added == 1
        assert await repository.get_area(session, "punjab-new") is None
    path.write_text(HEAD + "punjab-new,district,punjab,New,نیا,5\nx,district,nowhere,X,ایکس,5\n", encoding="utf-8")
    async with seeded.unit_of_work() as session:
        report = await service.import_areas(session, path)
        assert await repository.get_area(session, "punjab-new") is None
    assert [str(error) for error in report.errors] == ["line 3, parent_id: there is no area 'nowhere'"]


@pytest.mark.parametrize(("text", "area_id"), [("r y khan", "punjab-dist-rahim-yar-khan"), ("کامونکی", KAMOKE)])
async def test_search(seeded, text, area_id):
    async with seeded.unit_of_work() as session:
        found = await service.search(session, text)
    assert found[0].area.id == area_id
    assert [area.level for area in found[0].path][-1] == "province"


@pytest.mark.parametrize(
    ("latitude", "longitude", "area_id"),
    [
        (31.98, 74.23, KAMOKE),  # in the town
        (24.86, 67.02, "sindh-div-karachi"),  # a city whose districts share one centre
        (32.29, 73.29, "punjab-dist-mandi-bahauddin"),  # between towns
        (27.72, 64.62, "balochistan-dist-washuk"),  # desert
        (51.5, -0.1, None),  # London
        (20.0, 66.0, None),  # the sea
    ],
)
async def test_nearest(seeded, latitude, longitude, area_id):
    async with seeded.unit_of_work() as session:
        area = await service.nearest_area(session, latitude, longitude)
    assert (area.id if area else None) == area_id
