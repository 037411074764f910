"""roles and areas

Revision: a1c4e6b80d21, after b7d30e52c914. Made 2026-11-25 16:15:00.
"""

import sqlalchemy as sa
from alembic import op

revision = "a1c4e6b80d21"
down_revision = "b7d30e52c914"
branch_labels = None
depends_on = None

LEVELS = ("district", "division", "province")
BEFORE = ("officer", "triage", "oversight", "administrator")
AFTER = (
    "officer", "office_head", "district_administrator", "province_administrator", "oversight", "triage", "auditor",
    "operator",
)  # fmt: skip
AREA_LEVELS = "'province', 'division', 'district', 'tehsil'"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '10min'")
    _officials()
    for level in LEVELS:
        op.add_column(
            "cases",
            sa.Column(f"{level}_id", sa.Text(), nullable=True, comment="of area_id; filled by the database"),
        )
    op.add_column(
        "cases",
        sa.Column(
            "accused_office_id", sa.Uuid(), nullable=True, comment="whose matter it would be, were it not sealed"
        ),
    )
    op.add_column(
        "cases",
        sa.Column(
            "oversight_level", sa.Text(), nullable=True,
            comment="level of the lowest oversight cell that may know of a sealed case",
        ),
    )  # fmt: skip
    op.create_foreign_key(op.f("fk_cases_accused_office_id_offices"), "cases", "offices", ["accused_office_id"], ["id"])
    _triggers()
    op.execute("UPDATE cases SET area_id = area_id WHERE area_id IS NOT NULL")
    op.execute(
        "UPDATE cases SET oversight_level = coalesce((SELECT areas.level FROM offices JOIN areas "
        "ON areas.id = offices.area_id WHERE offices.id = cases.office_id), 'country') WHERE is_sealed"
    )
    op.create_check_constraint(
        op.f("ck_cases_oversight_level_known"),
        "cases",
        f"oversight_level IS NULL OR oversight_level IN ({AREA_LEVELS}, 'country')",
    )
    op.create_check_constraint(
        op.f("ck_cases_accusation_is_sealed"),
        "cases",
        "is_sealed OR (accused_office_id IS NULL AND oversight_level IS NULL)",
    )
    for column in ("area_id", *(f"{level}_id" for level in LEVELS)):
        op.create_index(op.f(f"ix_cases_{column}_opened_at_id"), "cases", [column, "opened_at", "id"])


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '10min'")
    op.execute("DROP TRIGGER cases_areas ON cases")
    op.execute("DROP TRIGGER areas_moved ON areas")
    op.execute("DROP FUNCTION fill_areas_of_case(), move_areas_of_cases()")
    for column in ("area_id", *(f"{level}_id" for level in LEVELS)):
        op.drop_index(op.f(f"ix_cases_{column}_opened_at_id"), table_name="cases")
    op.drop_constraint(op.f("ck_cases_accusation_is_sealed"), "cases")
    op.drop_constraint(op.f("ck_cases_oversight_level_known"), "cases")
    for column in ("oversight_level", "accused_office_id", *(f"{level}_id" for level in LEVELS)):
        op.drop_column("cases", column)
    op.drop_constraint(op.f("ck_officials_role_known"), "officials")
    op.execute("UPDATE officials SET role = 'administrator' WHERE role = 'operator'")
    op.execute(
        "UPDATE officials SET role = 'officer', is_active = is_active AND role = 'office_head' "
        "WHERE role NOT IN ('officer', 'triage', 'oversight', 'administrator')"
    )
    _role_known(BEFORE)
    op.drop_column("officials", "area_level")
    op.drop_column("officials", "area_id")


def _officials() -> None:
    op.add_column("officials", sa.Column("area_id", sa.Text(), nullable=True))
    op.add_column("officials", sa.Column("area_level", sa.Text(), nullable=True, comment="level of area_id"))
    op.create_foreign_key(op.f("fk_officials_area_id_areas"), "officials", "areas", ["area_id"], ["id"])
    op.create_check_constraint(
        op.f("ck_officials_area_level_known"), "officials", f"area_level IS NULL OR area_level IN ({AREA_LEVELS})"
    )
    op.create_check_constraint(
        op.f("ck_officials_area_has_level"), "officials", "(area_id IS NULL) = (area_level IS NULL)"
    )
    op.drop_constraint(op.f("ck_officials_role_known"), "officials")
    # The one administrator there was configured, and saw what triage sees; of the two the narrower is kept.
    op.execute("UPDATE officials SET role = 'operator' WHERE role = 'administrator'")
    op.execute(
        "UPDATE officials SET area_id = areas.id, area_level = areas.level FROM offices JOIN areas "
        "ON areas.id = offices.area_id WHERE offices.id = officials.office_id AND officials.role = 'oversight'"
    )
    _role_known(AFTER)


def _role_known(words: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{one}'" for one in words)
    op.create_check_constraint(op.f("ck_officials_role_known"), "officials", f"role IN ({listed})")


def _triggers() -> None:
    columns = ", ".join(f"{level}_id" for level in LEVELS)
    chosen = ", ".join(f"max(up.id) FILTER (WHERE up.level = '{level}')" for level in LEVELS)
    into = ", ".join(f"NEW.{level}_id" for level in LEVELS)
    op.execute(
        f"""
        CREATE FUNCTION fill_areas_of_case() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            SELECT {chosen} INTO {into}
            FROM areas here JOIN areas up ON up.id = ANY (here.path) WHERE here.id = NEW.area_id;
            RETURN NEW;
        END $$
        """  # noqa: S608 - words of ours
    )
    op.execute(
        f"CREATE TRIGGER cases_areas BEFORE INSERT OR UPDATE OF area_id, {columns} ON cases "
        "FOR EACH ROW EXECUTE FUNCTION fill_areas_of_case()"
    )
    op.execute(
        """
        CREATE FUNCTION move_areas_of_cases() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            UPDATE cases SET area_id = area_id WHERE area_id = NEW.id;
            RETURN NULL;
        END $$
        """
    )
    op.execute(
        "CREATE TRIGGER areas_moved AFTER UPDATE OF path ON areas FOR EACH ROW "
        "WHEN (OLD.path IS DISTINCT FROM NEW.path) EXECUTE FUNCTION move_areas_of_cases()"
    )
