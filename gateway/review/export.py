"""Makes examples of decisions. Reads the database and writes files; what is for oversight alone stays out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.review import examples, repository
from gateway.review.examples import Example, plain
from gateway.review.privacy import neutral
from gateway.review.repository import ExampleRow

SET_ASIDE = "set_aside"


@dataclass(frozen=True)
class Exported:
    """What an export wrote. `held_back`: sensitive and not released. `set_aside`: nothing to learn from."""

    files: Sequence[Path]
    written: int
    held_back: int
    set_aside: int


async def export(session: AsyncSession, out: Path, since: datetime | None = None) -> Exported:
    """Add what was decided (from `since` on) to the examples in `out`, and take back what may no longer be there.

    The same decisions give the same files, however often it runs.
    """
    rows = await repository.decided(session)
    usable = [row for row in rows if _is_usable(row)]
    everywhere = {_example(row).text for row in usable}
    withdrawn = {text for row in rows if not _is_usable(row) for text in _texts(row)} - everywhere
    found = [_example(row) for row in usable if since is None or row[0].corrected_at >= since]
    standing = [row[0] for row in rows if row[0].replaced_at is None]
    set_aside = sum(one.decision == SET_ASIDE for one in standing)
    files = examples.update(out, found, withdrawn)
    return Exported(files, len({one.text for one in found}), len(standing) - len(usable) - set_aside, set_aside)


def _is_usable(row: ExampleRow) -> bool:
    correction, is_sealed, _ = row
    is_open = not is_sealed or correction.released_at is not None
    return correction.replaced_at is None and correction.decision != SET_ASIDE and is_open


def _example(row: ExampleRow) -> Example:
    one = row[0]
    return Example(
        plain(neutral(one.example_text or "")), one.writing or "", one.intent or "", one.category_code or "",
        one.district_id or "", one.is_accusation,
    )  # fmt: skip


def _texts(row: ExampleRow) -> set[str]:
    """Every form in which an earlier export may have written the message."""
    correction, _, body = row
    return {plain(neutral(text)) for text in (correction.example_text, body) if text}
