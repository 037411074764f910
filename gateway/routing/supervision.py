"""Who stands above an office. Pure. Source: the general administration of Pakistan's provinces, tehsil to province."""

SUPERVISORS = ("assistant_commissioner", "deputy_commissioner", "commissioner", "chief_secretary")
# Above an office that serves a district stands the district's head, not a tehsil's.
FIRST_ABOVE = {"tehsil": 0, "district": 1, "division": 2, "province": 3}


def supervisors(office_type: str, level: str | None) -> tuple[str, ...]:
    """Kinds of office above one of this type that serves an area of this level, nearest first.

    >>> supervisors("municipal_committee", "tehsil")
    ('assistant_commissioner', 'deputy_commissioner', 'commissioner', 'chief_secretary')
    >>> supervisors("deputy_commissioner", "district")
    ('commissioner', 'chief_secretary')
    """
    if office_type in SUPERVISORS:
        return SUPERVISORS[SUPERVISORS.index(office_type) + 1 :]
    return SUPERVISORS[FIRST_ABOVE.get(level or "", 0) :]
