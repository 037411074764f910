"""Markers of a page's edges: the moment and the id of a case, as one word for an address. Pure."""

import base64
import binascii
from datetime import datetime
from uuid import UUID

from gateway.errors import SunwaiError

type Marker = tuple[datetime, UUID]


class BadCursor(SunwaiError):
    """That page marker is not one of ours."""

    code = "bad_cursor"


def write(marker: Marker) -> str:
    """The marker as a word."""
    return base64.urlsafe_b64encode(f"{marker[0].isoformat()}|{marker[1]}".encode()).decode()


def read(word: str) -> Marker:
    """The marker in a word. Raises BadCursor."""
    try:
        moment, _, case_id = base64.urlsafe_b64decode(word.encode()).decode().partition("|")
        found = datetime.fromisoformat(moment), UUID(case_id)
    except (ValueError, binascii.Error) as error:
        raise BadCursor from error
    if found[0].tzinfo is None:
        raise BadCursor
    return found
