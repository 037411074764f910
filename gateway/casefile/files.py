"""Reads the bodies of `data/ombudsmen.csv`, each with its source, the day it was read, and how sure we are."""

from datetime import date
from functools import cache
from pathlib import Path

from gateway.casefile.decide import Ombudsman
from gateway.errors import SunwaiError
from gateway.tabular import YES, Row, read_table

FILE = Path(__file__).parent / "data" / "ombudsmen.csv"
COLUMNS = (
    "code", "area_id", "hears", "name_en", "name_ur", "name_ur_latn", "website", "phone", "months", "law", "source",
    "read_on", "confidence", "is_verified",
)  # fmt: skip


class OmbudsmenInvalid(SunwaiError):
    """The file of ombudsmen cannot be used."""

    status = 500
    code = "ombudsmen_invalid"


def load(path: Path = FILE) -> tuple[Ombudsman, ...]:
    """Every body of the file. Raises OmbudsmenInvalid when it is no such table or a row has no source."""
    table = read_table(path, COLUMNS)
    faults = [str(one) for one in table.errors]
    faults += [str(row.error("source", "is empty")) for row in table.rows if not row.cells["source"]]
    if faults:
        raise OmbudsmenInvalid("\n".join(faults))
    return tuple(_one(row) for row in table.rows)


def _one(row: Row) -> Ombudsman:
    cells = row.cells
    return Ombudsman(
        code=cells["code"], area_id=cells["area_id"], hears=tuple(cells["hears"].split("|")),
        names={"en": cells["name_en"], "ur": cells["name_ur"], "ur_Latn": cells["name_ur_latn"]},
        website=cells["website"], phone=cells["phone"], months=int(cells["months"]) if cells["months"] else None,
        law=cells["law"], source=cells["source"], read_on=date.fromisoformat(cells["read_on"]),
        confidence=cells["confidence"], is_verified=cells["is_verified"] in YES,
    )  # fmt: skip


@cache
def ombudsmen() -> tuple[Ombudsman, ...]:
    """Those that ship with the gateway, read once."""
    return load()
