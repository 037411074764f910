"""What an entry's hash is made of, and where a chain breaks. Pure."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

BEGINNING = bytes(32)


@dataclass(frozen=True)
class Link:
    """One entry as it is hashed. `data` holds words, whole numbers and truth values: nothing a database might round."""

    number: int
    at: datetime
    actor: str
    action: str
    subject: str
    reason: str
    data: Mapping[str, str | int | bool | None]
    previous_hash: bytes


def digest(link: Link) -> bytes:
    """SHA-256 over the entry, its predecessor's hash included, as one line of JSON."""
    at = link.at.astimezone(UTC).isoformat(timespec="microseconds")
    parts = [
        link.number, at, link.actor, link.action, link.subject, link.reason, dict(link.data), link.previous_hash.hex(),
    ]  # fmt: skip
    line = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(line.encode()).digest()


class Walker:
    """Goes along a chain from its beginning; remembers how far it held."""

    def __init__(self) -> None:
        self.number = 0
        self.hash = BEGINNING

    def step(self, link: Link, stored_hash: bytes) -> bool:
        """Whether this entry is the one that follows, unchanged. After False the walk is over."""
        follows = link.number == self.number + 1 and link.previous_hash == self.hash
        if not follows or digest(link) != stored_hash:
            return False
        self.number, self.hash = link.number, stored_hash
        return True
