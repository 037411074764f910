"""Which body hears a complaint when the offices did not settle it. Pure.

Gilgit-Baltistan has no ombudsman of its own that we could find: there only federal matters have a way on. Power in
Azad Kashmir is a department of its own government, in Gilgit-Baltistan likewise, and not a federal company.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

# Matters of federal offices: power and gas companies, NADRA, the Benazir Income Support Programme.
FEDERAL = frozenset(
    {
        "electricity", "gas", "identity_documents", "payment_not_received", "payment_deduction", "biometric_failure",
        "registration_survey", "education_stipend", "nutrition", "ration_subsidy",
    }
)  # fmt: skip
OWN_POWER = frozenset({"azad-jammu-and-kashmir", "gilgit-baltistan"})
# Who hears a matter when nobody there hears it by this name.
INSTEAD = {"police": "provincial"}


@dataclass(frozen=True)
class Ombudsman:
    """One body. `months`: within which the law wants the complaint, if known; a phone is shown only when verified."""

    code: str
    area_id: str
    hears: tuple[str, ...]
    names: dict[str, str]
    website: str
    phone: str
    months: int | None
    law: str
    source: str
    read_on: date
    confidence: str
    is_verified: bool

    @property
    def shown_phone(self) -> str:
        """The phone, or nothing where it is not certain."""
        return self.phone if self.is_verified else ""


def kind_of(category_code: str, province: str | None) -> str:
    """What sort of office answers for the category there.

    >>> kind_of("electricity", "punjab"), kind_of("electricity", "azad-jammu-and-kashmir"), kind_of("police", "sindh")
    ('federal', 'local_power', 'police')
    """
    if category_code == "electricity" and province in OWN_POWER:
        return "local_power"
    if category_code in FEDERAL:
        return "federal"
    return "police" if category_code == "police" else "provincial"


def route(ombudsmen: Iterable[Ombudsman], category_code: str, area_path: Sequence[str]) -> Ombudsman | None:
    """The body for a matter in an area (its ids up to the province), or None where there is none or no place known."""
    kind = kind_of(category_code, area_path[-1] if area_path else None)
    known = tuple(ombudsmen)
    return _hears(known, kind, area_path) or _hears(known, INSTEAD.get(kind, ""), area_path)


def _hears(ombudsmen: Sequence[Ombudsman], kind: str, area_path: Sequence[str]) -> Ombudsman | None:
    """The one of the area before the one of the whole country."""
    fit = [one for one in ombudsmen if kind in one.hears and (not one.area_id or one.area_id in area_path)]
    return max(fit, key=lambda one: bool(one.area_id), default=None)
