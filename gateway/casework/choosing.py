"""Who of an office gets a case. Pure: candidates in, one of them out."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Candidate:
    """An official who may work the case. `load`: cases she has that nobody has answered yet."""

    official_id: UUID
    reads: Collection[str]
    load: int
    is_on_duty: bool = True


def chosen(candidates: Iterable[Candidate], language: str) -> UUID | None:
    """Who is on duty, reads the citizen's writing and has the least; None: nobody, and the case stays with the office.

    >>> chosen([Candidate(UUID(int=1), ("ur",), 4), Candidate(UUID(int=2), ("ur", "en"), 1)], "ur")
    UUID('00000000-0000-0000-0000-000000000002')
    """
    able = [one for one in candidates if one.is_on_duty and language in one.reads]
    return min(able, key=lambda one: (one.load, one.official_id)).official_id if able else None
