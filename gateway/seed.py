"""What a new installation starts with: areas, categories, offices, rules, and on demand one demo official per role.

Adds what is missing and changes nothing that is there, so it may run at every start. Production never asks for demo
officials.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gateway.access import accounts
from gateway.db import Database
from gateway.offices import files as directory
from gateway.offices import repository as offices
from gateway.places import service as places

PASSWORD_FILE = "demo-logins.env"  # noqa: S105 - the name of a file


@dataclass(frozen=True)
class DemoOfficial:
    """An account to try the console with."""

    username: str
    display_name: str
    role: str
    office_code: str | None
    area_id: str | None = None


DEMO_OFFICIALS = (
    DemoOfficial("officer", "Officer at WASA Gujranwala", "officer", "wasa-punjab-dist-gujranwala"),
    DemoOfficial("head", "Head of WASA Gujranwala", "office_head", "wasa-punjab-dist-gujranwala"),
    DemoOfficial("district", "Deputy Commissioner Gujranwala", "district_administrator", "dc-punjab-dist-gujranwala"),
    DemoOfficial("province", "Administrator, Punjab", "province_administrator", None, "punjab"),
    DemoOfficial("triage", "Triage desk", "triage", "triage"),
    DemoOfficial("oversight", "Oversight, Punjab", "oversight", "oversight-punjab"),
    DemoOfficial("auditor", "Auditor, Punjab", "auditor", None, "punjab"),
    DemoOfficial("operator", "Operator", "operator", None),
)


async def seed(
    database: Database, *, passwords: Mapping[str, str] | None = None, refresh: bool = False
) -> dict[str, int]:
    """Write what is missing; returns how many rows were written, by kind.

    Args:
        database: migrated.
        passwords: username to password of the demo officials to make; None makes none.
        refresh: also bring starting rows that no operator touched up to the data files.
    """
    async with database.unit_of_work() as session:
        areas = await places.import_areas(session, only_new=not refresh)
        assert not areas.errors, [str(error) for error in areas.errors]
        counts = {"areas": areas.added + areas.changed}
        counts |= await directory.load_starting(session, refresh=refresh)
        counts["officials"] = 0
        for demo in DEMO_OFFICIALS:
            password = (passwords or {}).get(demo.username)
            if password is None:
                continue
            office = await offices.office_by_code(session, demo.office_code) if demo.office_code else None
            counts["officials"] += await accounts.ensure_official(
                session, username=demo.username, password=password, display_name=demo.display_name, role=demo.role,
                office_id=office.id if office else None, area_id=demo.area_id,
            )  # fmt: skip
    return counts


def demo_passwords(folder: Path) -> dict[str, str]:
    """Passwords of the demo officials, made once and kept in `folder`, readable by its owner only."""
    path = folder / PASSWORD_FILE
    folder.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    pairs = (line.partition("=") for line in path.read_text(encoding="utf-8").splitlines() if "=" in line)
    kept = {name.strip(): value.strip() for name, _, value in pairs}
    made = {demo.username: kept.get(demo.username) or secrets.token_urlsafe(9) for demo in DEMO_OFFICIALS}
    path.write_text("".join(f"{name}={value}\n" for name, value in made.items()), encoding="utf-8")
    return made
