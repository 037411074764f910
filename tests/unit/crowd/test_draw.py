"""The same seed draws the same crowd, and no two cases have one number."""

from datetime import UTC, datetime

from gateway.cases.reference import is_valid
from gateway.crowd.draw import Crowd, reference

NOW = datetime(2026, 11, 23, 5, tzinfo=UTC)
SENTENCES = {("*", one): ["{place} {days}"] for one in ("ur", "ur_Latn", "en")} | {
    ("tail", one): ["soon"] for one in ("ur", "ur_Latn", "en")
}


def test_a_seed_draws_the_same_cases() -> None:
    def drawn(seed: int) -> list[object]:
        crowd = Crowd(seed, {"kamoke": (5, "Kamoke", "کامونکی")}, ["gas", "police"], SENTENCES)
        return [crowd.draw(NOW) for _ in range(50)]

    assert drawn(1) == drawn(1)
    assert drawn(1) != drawn(2)


def test_numbers_are_valid_and_unlike() -> None:
    made = [one for number in range(20_000) if (one := reference(number))]
    assert len(set(made)) == len(made) > 17_000
    assert all(is_valid(one) for one in made[:500])
