"""Dates, direction and bidi isolation. Pure.

Babel reads `ur_Latn` as Urdu script, so its direction and names of days are ours.
"""

from datetime import date, datetime

from babel.dates import format_date

from gateway.clock import PAKISTAN

# Days as Pakistanis write them in Roman letters, Monday first.
ROMAN_DAYS = ("Peer", "Mangal", "Budh", "Jumerat", "Jumma", "Hafta", "Itwar")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"


def direction(language: str) -> str:
    """ "rtl" for Urdu script, else "ltr"."""
    return "rtl" if language == "ur" else "ltr"


def day_in_words(moment: datetime, language: str) -> str:
    """The day in Pakistan with its weekday; Latin digits in every language: every keypad has them at no extra cost.

    >>> from datetime import UTC
    >>> day_in_words(datetime(2026, 11, 26, 20, tzinfo=UTC), "ur_Latn")
    'Jumma 27 November'
    """
    day = moment.astimezone(PAKISTAN).date()
    if language == "ur_Latn":
        return f"{ROMAN_DAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}"
    return format_date(day, "EEEE d MMMM", locale=language)


def date_in_words(day: date, language: str) -> str:
    """The day with its year, for something that may lie long back.

    >>> date_in_words(date(2026, 11, 1), "en")
    '1 November 2026'
    """
    if language == "ur_Latn":
        return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
    return format_date(day, "d MMMM y", locale=language)


def isolate(value: str, language: str, name: str) -> str:
    """Wrap what would be reordered in a right-to-left line: office contacts, whose digit groups are parted by spaces.

    Everything else stays bare, because each isolate costs a character of an SMS part (Unicode UAX 9, rules W4, W5, N1).
    """
    if language == "ur" and name == "contact":
        return f"{FIRST_STRONG_ISOLATE}{value}{POP_ISOLATE}"
    return value
