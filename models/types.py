"""Closed word lists kept as text with a CHECK: a word can be read in any client, and adding one is one migration."""

from collections.abc import Iterable

from sqlalchemy import CheckConstraint

LANGUAGES = ("ur", "ur_Latn", "en")
CHANNELS = ("sms", "whatsapp")
AREA_LEVELS = ("province", "division", "district", "tehsil")


def one_of(column: str, words: Iterable[str], *, nullable: bool = False) -> CheckConstraint:
    """CHECK that `column` holds one of `words`; named after the column."""
    listed = ", ".join(f"'{word}'" for word in words)
    rule = f"{column} IN ({listed})"
    return CheckConstraint(f"{column} IS NULL OR {rule}" if nullable else rule, name=f"{column}_known")
