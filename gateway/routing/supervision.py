"""Who stands above an office. Pure. Source: the general administration of Pakistan's provinces, tehsil to division."""

SUPERVISORS = ("assistant_commissioner", "deputy_commissioner", "commissioner")
# Above an office that serves a district stands the district's head, not a tehsil's.
FIRST_ABOVE = {"tehsil": 0, "district": 1, "division": 2, "province": 2}


def supervisors(office_type: str, level: str | None) -> tuple[str, ...]:
    """Kinds of office above one of this type that serves an area of this level, nearest first.

    >>> supervisors("municipal_committee", "tehsil")
    ('assistant_commissioner', 'deputy_commissioner', 'commissioner')
    >>> supervisors("deputy_commissioner", "district")
    ('commissioner',)
    """
    if office_type in SUPERVISORS:
        return SUPERVISORS[SUPERVISORS.index(office_type) + 1 :]
    return SUPERVISORS[FIRST_ABOVE.get(level or "", 0) :]
