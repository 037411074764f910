"""second factor and devices

Revision: c8e4a2f09b17, after b7d3f1a2c954. Made 2026-11-25 16:50:00.
"""

import sqlalchemy as sa
from alembic import op

revision = "c8e4a2f09b17"
down_revision = "b7d3f1a2c954"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '10min'")
    op.add_column("officials", sa.Column("totp_secret_encrypted", sa.LargeBinary(), nullable=True))
    op.add_column("officials", sa.Column("totp_confirmed_at", MOMENT, nullable=True))
    op.add_column(
        "officials",
        sa.Column(
            "totp_last_step", sa.BigInteger(), nullable=True, comment="half minute of the last code that counted"
        ),
    )
    op.add_column(
        "official_sessions",
        sa.Column(
            "is_proven",
            sa.Boolean(),
            server_default="true",
            nullable=False,
            comment="a second factor, where one is due",
        ),
    )
    op.add_column(
        "official_sessions",
        sa.Column("browser", sa.Text(), server_default="", nullable=False, comment="kind of browser and system"),
    )
    op.add_column(
        "official_sessions", sa.Column("last_seen_at", MOMENT, server_default=sa.text("now()"), nullable=False)
    )
    # Whoever now needs a second factor shows it before going on.
    op.execute(
        "UPDATE official_sessions SET is_proven = false FROM officials WHERE officials.id = official_id AND role IN "
        "('district_administrator', 'province_administrator', 'oversight', 'operator')"
    )
    op.create_table(
        "recovery_codes",
        sa.Column("official_id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        *_identified("recovery_codes"),
    )
    op.create_table(
        "password_resets",
        sa.Column("official_id", sa.Uuid(), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        *_identified("password_resets"),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_password_resets_secret_hash")),
    )
    for table in ("recovery_codes", "password_resets"):
        op.create_index(op.f(f"ix_{table}_official_id"), table, ["official_id"])


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '10min'")
    op.drop_table("password_resets")
    op.drop_table("recovery_codes")
    for column in ("last_seen_at", "browser", "is_proven"):
        op.drop_column("official_sessions", column)
    for column in ("totp_last_step", "totp_confirmed_at", "totp_secret_encrypted"):
        op.drop_column("officials", column)


def _identified(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["official_id"], ["officials.id"], name=op.f(f"fk_{table}_official_id_officials")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
