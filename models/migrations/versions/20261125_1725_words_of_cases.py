"""words of cases

Revision: c41f8a07de36, after a1f4c37e9d20. Made 2026-11-25 16:45:00.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

revision = "c41f8a07de36"
down_revision = "a1f4c37e9d20"
branch_labels = None
depends_on = None

# The same letters as the bot's normaliser: what keyboards type for one another, and one that they leave out. Signs
# become blanks, since without a locale PostgreSQL takes the Urdu full stop for a letter.
LETTERS = "كيىئېۍهةۂۃھأإٱآؤۓںڻے۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩"
FOLDED = "کییییی" + "ہ" * 5 + "ااااو" + "ینن" + "ی" + "0123456789" * 2
SIGNS = "،۔؟؛٪٫٬«»“”‘’…–—.,;:!?()[]/@#&%+*=<>|_-"
# Joiners, direction marks and vowel signs; then hamza alone and the lengthening stroke.
UNSEEN = (
    r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0621\u0640]"
)
FUNCTION = f"""
    CREATE FUNCTION folded_words(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
        SELECT translate(regexp_replace(lower(normalize($1, NFKC)), '{UNSEEN}', '', 'g'),
                         '{LETTERS}{SIGNS}''', '{FOLDED}{" " * (len(SIGNS) + 1)}')
    $$"""
WORDS = """
    to_tsvector('simple', folded_words(description || ' ' || coalesce(place_text, '')))
    || array_to_tsvector(array_remove(ARRAY[
        CASE WHEN is_sealed THEN 'lane:sealed' ELSE 'lane:open' END,
        'office:' || office_id::text, 'office:' || escalated_to_id::text], NULL))"""


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '30min'")  # every case is written anew
    op.execute(FUNCTION)
    op.add_column("cases", sa.Column("words", TSVECTOR(), sa.Computed(WORDS, persisted=True), nullable=False))
    op.create_index(op.f("ix_cases_words"), "cases", ["words"], postgresql_using="gin")


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '10min'")
    op.drop_index(op.f("ix_cases_words"), "cases")
    op.drop_column("cases", "words")
    op.execute("DROP FUNCTION folded_words(text)")
