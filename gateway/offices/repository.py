"""What is asked of the database about categories, offices and responsibility rules. Flushes, never commits."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import CTE, ColumnElement, Select, Text, and_, bindparam, func, literal, or_, select, update
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.offices.responsibility import OVERSIGHT_CELL, AreaFact, OfficeFact, RuleFact, Words
from models.area import Area
from models.base import Base
from models.category import Category
from models.office import Office, ResponsibilityRule


def _category_chain() -> CTE:
    """The category (depth 0), its parent (1) and so on."""
    base = select(Category.code, Category.parent_code, literal(0).label("depth"))
    chain = base.where(Category.code == bindparam("category_code")).cte("chain", recursive=True)
    return chain.union_all(
        select(Category.code, Category.parent_code, (chain.c.depth + 1).label("depth")).where(
            Category.code == chain.c.parent_code, chain.c.depth < 10
        )
    )


def _candidates() -> Select[Any]:
    """Offices in the areas of the types that rules of the category name, with those rules; and the triage desk."""
    area_ids, rule, chain = bindparam("area_ids", type_=ARRAY(Text)), ResponsibilityRule, _category_chain()
    rules = (
        select(
            rule.id.label("rule_id"), rule.code.label("rule_code"), rule.area_id.label("rule_area_id"),
            rule.office_type, rule.rank, rule.reason_en, rule.reason_ur, chain.c.depth,
        )
        .join(chain, rule.category_code == chain.c.code)
        .where(rule.is_active, or_(rule.area_id.is_(None), rule.area_id == func.any(area_ids)))
        .cte("rules")
    )  # fmt: skip
    wanted = select(rules.c.office_type).union(select(literal(OVERSIGHT_CELL)))
    there = and_(Office.area_id == func.any(area_ids), Office.office_type.in_(wanted))
    office = Office.__table__.c
    return (
        select(
            office.id, office.code, office.name_en, office.name_ur, office.office_type.label("kind"), office.area_id,
            office.is_active, office.is_triage, rules,
        )
        .outerjoin(rules, rules.c.office_type == office.office_type)
        .where(or_(Office.is_triage, there))
    )  # fmt: skip


# Built once: SQLAlchemy then finds its compiled form by identity, which on this path costs more than the query itself.
CANDIDATES = _candidates()


def area_facts(path: Sequence[Area]) -> tuple[AreaFact, ...]:
    """The areas of a path as facts, in its order."""
    return tuple(AreaFact(area.id, area.level, Words(area.name_en, area.name_ur)) for area in path)


async def load_candidates(
    session: AsyncSession, category_code: str, area_ids: Sequence[str]
) -> tuple[list[RuleFact], list[OfficeFact]]:
    """Rules of the category that can lead somewhere, their offices in `area_ids`, the oversight cells, the triage desk.

    One statement. A rule without any office there is left out: it could decide nothing.
    """
    rows = await session.execute(CANDIDATES, {"category_code": category_code, "area_ids": list(area_ids)})
    offices: dict[UUID, OfficeFact] = {}
    rules: dict[UUID, RuleFact] = {}
    for row in rows:
        offices[row.id] = OfficeFact(
            row.id, row.code, Words(row.name_en, row.name_ur), row.kind, row.area_id, row.is_active, row.is_triage
        )  # fmt: skip
        if row.rule_id is not None:
            rules[row.rule_id] = RuleFact(
                row.rule_id, row.rule_code, row.rule_area_id, row.kind, row.rank,
                Words(row.reason_en, row.reason_ur), row.depth,
            )  # fmt: skip
    return list(rules.values()), list(offices.values())


async def get_office(session: AsyncSession, office_id: UUID) -> Office:
    """The office; a foreign key or a decision says it exists."""
    return await session.get_one(Office, office_id)


async def office_by_code(session: AsyncSession, code: str) -> Office | None:
    """The office with this code."""
    found: Office | None = await session.scalar(select(Office).where(Office.code == code))
    return found


async def rule_code(session: AsyncSession, rule_id: UUID) -> str:
    """Code of a rule; a decision says it exists."""
    return (await session.get_one(ResponsibilityRule, rule_id)).code


async def list_offices(
    session: AsyncSession, *, area_ids: Sequence[str] | None = None, office_types: Sequence[str] | None = None,
    after_code: str = "", limit: int | None = None,
) -> list[Office]:  # fmt: skip
    """Offices by code, filtered where a filter is given; `after_code` continues a page."""
    conditions: list[ColumnElement[bool]] = [Office.code > after_code]
    if area_ids is not None:
        conditions.append(Office.area_id.in_(area_ids))
    if office_types is not None:
        conditions.append(Office.office_type.in_(office_types))
    return list(await session.scalars(select(Office).where(*conditions).order_by(Office.code).limit(limit)))


async def office_types_for(session: AsyncSession, category_code: str) -> list[str]:
    """Kinds of office that some active rule names for the category."""
    rule = ResponsibilityRule
    return list(
        await session.scalars(
            select(rule.office_type).where(rule.category_code == category_code, rule.is_active).distinct()
        )
    )


async def get_category(session: AsyncSession, code: str) -> Category | None:
    """The category with this code."""
    return await session.get(Category, code)


async def all_categories(session: AsyncSession) -> list[Category]:
    """All categories in the order they are shown."""
    return list(await session.scalars(select(Category).order_by(Category.position, Category.code)))


async def category_codes(session: AsyncSession) -> list[str]:
    """All codes in the order they are shown."""
    return list(await session.scalars(select(Category.code).order_by(Category.position, Category.code)))


async def triage_code(session: AsyncSession) -> str | None:
    """Code of the triage desk, if there is one."""
    code: str | None = await session.scalar(select(Office.code).where(Office.is_triage))
    return code


async def rules_by_place(session: AsyncSession) -> dict[tuple[str, str | None, int], str]:
    """Code of each rule by its category, area and rank, which no two rules share."""
    rule = ResponsibilityRule
    rows = await session.execute(select(rule.category_code, rule.area_id, rule.rank, rule.code))
    return {(row.category_code, row.area_id, row.rank): row.code for row in rows}


async def all_rows(session: AsyncSession, table: type[Base]) -> Sequence[Any]:
    """Plain rows of a table that has a `code`, by code."""
    return (await session.execute(select(table.__table__).order_by(table.__table__.c["code"]))).all()


async def existing(session: AsyncSession, table: type[Base], codes: Sequence[str]) -> dict[str, Any]:
    """Rows of a table that has a `code`, by code."""
    column = table.__table__.c["code"]
    rows = await session.execute(select(table.__table__).where(column.in_(list(codes))))
    return {row.code: row for row in rows}


async def add_rows(session: AsyncSession, table: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert many rows at once; a code that is there already is left alone."""
    if rows:
        statement = insert(table.__table__).on_conflict_do_nothing(index_elements=["code"])  # type: ignore[arg-type]  # a declared class has a Table
        await (await session.connection()).execute(statement, [dict(row) for row in rows])


async def change_row(session: AsyncSession, table: type[Base], code: str, values: Mapping[str, Any]) -> None:
    """Overwrite columns of one row."""
    statement = update(table.__table__).where(table.__table__.c["code"] == code).values(**values)  # type: ignore[arg-type]  # as above
    await session.execute(statement)
    session.expire_all()
