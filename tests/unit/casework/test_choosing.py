"""Who gets a case: on duty, able to read it, least loaded, and always the same one of equals."""

from uuid import UUID

import pytest

from gateway.casework.choosing import Candidate, chosen

A, B, C = UUID(int=1), UUID(int=2), UUID(int=3)
ALL = ("ur", "ur_Latn", "en")


@pytest.mark.parametrize(
    ("candidates", "language", "expected"),
    [
        ([], "ur", None),
        ([Candidate(A, ALL, 3), Candidate(B, ALL, 1), Candidate(C, ALL, 2)], "ur", B),
        ([Candidate(B, ALL, 1), Candidate(A, ALL, 1)], "en", A),
        ([Candidate(A, ("en",), 0), Candidate(B, ("ur", "en"), 9)], "ur", B),
        ([Candidate(A, ("en",), 0)], "ur_Latn", None),
        ([Candidate(A, ALL, 0, is_on_duty=False), Candidate(B, ALL, 9)], "ur", B),
        ([Candidate(A, ALL, 0, is_on_duty=False)], "ur", None),
    ],
)
def test_least_loaded_on_duty_who_reads_it(candidates: list[Candidate], language: str, expected: UUID | None) -> None:
    assert chosen(candidates, language) == expected
    assert chosen(reversed(candidates), language) == expected
