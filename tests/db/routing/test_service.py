"""Routing and promises on a real database with the starting directory."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import event, select, update

from gateway.offices.errors import NoSuchCategory
from gateway.places.errors import NoSuchArea
from gateway.routing import service
from gateway.routing.wording import in_words
from models.office import Office, ResponsibilityRule

KAMOKE = "punjab-gujranwala-teh-kamoke"


async def office_code(session, decision) -> str:
    """Code of the office decided on."""
    return (await session.get_one(Office, decision.office_id)).code


async def test_a_case_gets_its_office_rule_and_reason(seeded):
    async with seeded.unit_of_work() as session:
        decision = await service.route(session, category_code="water_supply", area_id=KAMOKE, is_sealed=False)
        rule = await session.get_one(ResponsibilityRule, decision.rule_id)
        assert await office_code(session, decision) == f"mc-{KAMOKE}"
    assert decision.level == "tehsil"
    words = in_words(decision.reason)
    assert words.en.startswith(f"Kamoke (tehsil): {rule.reason_en}; ")
    assert words.en.endswith("Municipal Committee, Kamoke, serves Kamoke (tehsil).")
    assert words.ur.startswith(f"تحصیل کامونکی: {rule.reason_ur}۔ ")


@pytest.mark.parametrize(
    ("category", "area", "code"),
    [
        ("water_supply", KAMOKE, "oversight-punjab"),
        ("police", "sindh-dist-karachi-south", "oversight-sindh"),
        ("payment_deduction", "balochistan-dist-kech", "oversight-balochistan"),
        ("corruption", None, "triage"),
    ],
)
async def test_a_sealed_case_never_reaches_the_accused(seeded, category, area, code):
    async with seeded.unit_of_work() as session:
        decision = await service.route(session, category_code=category, area_id=area, is_sealed=True)
        assert await office_code(session, decision) == code


@pytest.mark.parametrize("area", [None, "no-such-area", "punjab"])
async def test_no_place_or_no_match_goes_to_triage(seeded, area):
    async with seeded.unit_of_work() as session:
        decision = await service.route(session, category_code="water_supply", area_id=area, is_sealed=False)
        assert await office_code(session, decision) == "triage"
    assert decision.rule_id is None
    assert decision.level == "country"


async def test_a_closed_office_is_passed_over(seeded):
    async with seeded.unit_of_work() as session:
        await session.execute(update(Office).where(Office.code == f"thq-{KAMOKE}").values(is_active=False))
    async with seeded.unit_of_work() as session:
        decision = await service.route(session, category_code="health_facility", area_id=KAMOKE, is_sealed=False)
        assert await office_code(session, decision) == "dho-punjab-dist-gujranwala"


async def test_a_rule_switched_off_decides_nothing(seeded):
    async with seeded.unit_of_work() as session:
        await session.execute(
            update(ResponsibilityRule)
            .where(ResponsibilityRule.code.like("water-supply-%"))
            .where(ResponsibilityRule.office_type != "assistant_commissioner")
            .values(is_active=False)
        )
    async with seeded.unit_of_work() as session:
        decision = await service.route(session, category_code="water_supply", area_id=KAMOKE, is_sealed=False)
        assert await office_code(session, decision) == f"ac-{KAMOKE}"


async def test_one_decision_costs_two_statements(seeded):
    said: list[str] = []
    event.listen(seeded.engine.sync_engine, "before_cursor_execute", lambda *args: said.append(args[2]))
    async with seeded.unit_of_work() as session:
        await service.route(session, category_code="water_supply", area_id=KAMOKE, is_sealed=False)
    assert len([sql for sql in said if sql.startswith(("SELECT", "WITH"))]) == 2


async def test_promises_are_in_working_time_of_the_province(seeded):
    opened = datetime(2026, 11, 24, 5, tzinfo=UTC)  # Tuesday 10:00 in Pakistan
    async with seeded.unit_of_work() as session:
        promise = await service.deadlines(session, category_code="water_supply", area_id=KAMOKE, opened_at=opened)
        nowhere = await service.deadlines(session, category_code="water_supply", area_id=None, opened_at=opened)
    assert promise.acknowledge_at == datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
    assert promise.acknowledge_at < promise.first_action_at < promise.resolve_at
    assert promise.resolve_at == datetime(2026, 12, 1, 7, tzinfo=UTC)
    assert nowhere == promise


async def test_ramadan_friday_is_longer_in_balochistan(seeded):
    friday = datetime(2027, 2, 12, 7, tzinfo=UTC)  # noon in Pakistan
    async with seeded.unit_of_work() as session:
        there = await service.deadlines(
            session, category_code="protection", area_id="balochistan-dist-kech", opened_at=friday
        )
        elsewhere = await service.deadlines(
            session, category_code="protection", area_id="sindh-dist-badin", opened_at=friday
        )
    assert there.acknowledge_at == datetime(2027, 2, 12, 8, tzinfo=UTC)
    assert elsewhere.acknowledge_at == datetime(2027, 2, 15, 4, 30, tzinfo=UTC)


async def test_explaining_names_what_is_not_there(seeded):
    async with seeded.unit_of_work() as session:
        with pytest.raises(NoSuchCategory):
            await service.explain(session, "no_such_thing", KAMOKE)
        with pytest.raises(NoSuchArea):
            await service.explain(session, "water_supply", "no-such-area")
        explained = await service.explain(session, "water_supply", KAMOKE)
    assert explained.office.code == f"mc-{KAMOKE}"
    assert explained.rule_code == f"water-supply-municipal-committee-{KAMOKE}"


async def test_every_district_has_an_office_for_every_category(seeded):
    """The promise "silence never happens" on the seeded data: only a province alone or no place at all is triaged."""
    async with seeded.unit_of_work() as session:
        triage = await session.scalar(select(Office.id).where(Office.is_triage))
        for area in ("gilgit-baltistan-dist-tangir", "balochistan-dist-quetta-east", "sindh-dist-tharparkar"):
            for category in ("gas", "water_supply", "ration_subsidy", "other", "encroachment"):
                decision = await service.route(session, category_code=category, area_id=area, is_sealed=False)
                assert decision.office_id != triage, (area, category)
