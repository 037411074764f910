"""Files that officials upload: looked at, cleaned and kept as citizens' files are. Writes to disk, to no table."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

from gateway.errors import SunwaiError
from gateway.media import images, sniff, storage
from gateway.media.client import MOST_BYTES
from gateway.media.outcome import Refused
from gateway.media.storage import Store, Stored, Upload

MOST_FILES = 3
# An office shows pictures and papers; a recording shows nothing that a citizen could not be told.
ACCEPTED = ("image/jpeg", "image/png", "image/webp", "application/pdf")


class UploadRefused(SunwaiError):
    """We do not take this file."""

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.code = f"upload_{reason}"


@dataclass(frozen=True)
class Keeper:
    """Where files are kept. `drawing`: one picture at a time, because one can take hundreds of megabytes."""

    store: Store
    drawing: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def keep(self, name: str, content: bytes) -> Stored:
        """Put the file on disk under the name. Raises Refused for what we do not take."""
        kind = sniff.content_type(content)
        if kind is None:
            raise Refused("type_not_accepted")
        if images.is_picture(kind):
            async with self.drawing:
                content = await asyncio.to_thread(images.drawn_anew, content, kind)
        await asyncio.to_thread(self.store.write, name, content)
        return Stored(kind, len(content), hashlib.sha256(content).digest())


@asynccontextmanager
async def kept(keeper: Keeper, contents: Sequence[bytes]) -> AsyncIterator[list[Upload]]:
    """The files on disk; removed again when the block fails. Raises UploadRefused."""
    async with AsyncExitStack() as removal:
        uploads: list[Upload] = []
        for content in contents:
            upload = await _keep(keeper, content)
            removal.push_async_callback(asyncio.to_thread, keeper.store.remove, upload.storage_name)
            uploads.append(upload)
        yield uploads
        removal.pop_all()


async def _keep(keeper: Keeper, content: bytes) -> Upload:
    if len(content) > MOST_BYTES:
        raise UploadRefused("too_large")
    if sniff.content_type(content) not in ACCEPTED:
        raise UploadRefused("type_not_accepted")
    name = storage.new_name()
    try:
        return Upload(name, await keeper.keep(name, content))
    except Refused as refused:
        raise UploadRefused(refused.reason) from refused
