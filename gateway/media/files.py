"""A stored attachment as a file to hand out: never as a page of ours, always as a download under a plain name."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

import structlog

from gateway.errors import Unavailable
from gateway.media.sniff import EXTENSIONS
from gateway.media.storage import Store
from models.attachment import Attachment

log = structlog.get_logger()

# Whatever it is: the browser shall not guess a kind, nor run it as a page of ours, nor lend it to another site.
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}


class FileMissing(Unavailable):
    """The file should be there and is not; an operator must look at the folder of media."""

    code = "file_missing"


@dataclass(frozen=True, slots=True)
class StoredFile:
    """Where it is, what it is, and the name it is saved under."""

    path: Path
    content_type: str
    name: str


async def stored_file(store: Store, attachment: Attachment, *, name: str) -> StoredFile:
    """The file of a stored attachment. Raises FileMissing.

    Args:
        name: without extension; that follows from what the file is.
    """
    assert attachment.storage_name is not None
    assert attachment.content_type is not None
    if not await asyncio.to_thread(store.has, attachment.storage_name):
        log.error("attachment_file_missing", attachment_id=str(attachment.id))
        raise FileMissing
    extension = EXTENSIONS[attachment.content_type]
    return StoredFile(store.path_of(attachment.storage_name), attachment.content_type, f"{name}.{extension}")
