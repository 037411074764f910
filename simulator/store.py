"""Everything the simulator knows, in memory and bounded: the oldest is forgotten first. Makes no decisions."""

import asyncio
import secrets
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from simulator.addresses import Channel, channel_of
from simulator.clock import Clock
from simulator.records import MediaFile, TextRecord
from simulator.templates import Template

MOST_TEXTS = 20_000
MOST_MEDIA_BYTES = 64 * 1024 * 1024
WINDOW = timedelta(hours=24)


class Store:
    """`generation` changes when everything was forgotten, so that an open page starts again."""

    def __init__(self, clock: Clock, *, most_texts: int = MOST_TEXTS) -> None:
        self.clock = clock
        self.generation = secrets.token_hex(4)
        self.templates: dict[str, Template] = {}
        self._most_texts = most_texts
        self._texts: dict[str, TextRecord] = {}
        self._written_at: dict[tuple[str, str], datetime] = {}
        self._blocked: set[tuple[str, str]] = set()
        self._changes = 0
        self._numbers = 0
        self._changed = asyncio.Event()
        self._is_ending = False

    @property
    def changes(self) -> int:
        """How much has happened so far; goes up only."""
        return self._changes

    def add(self, record: TextRecord) -> None:
        """Remember a new text."""
        self._numbers += 1
        record.number = self._numbers
        self._texts[record.sid] = record
        self._forget_oldest()
        self.touch(record)

    def touch(self, record: TextRecord) -> None:
        """Tell readers that a text has changed."""
        self._changes += 1
        record.change = self._changes
        self._changed.set()
        self._changed = asyncio.Event()

    def get(self, sid: str) -> TextRecord | None:
        """One text."""
        return self._texts.get(sid)

    def remove(self, sid: str) -> None:
        """Forget one text and its files."""
        del self._texts[sid]

    def newest_first(self) -> Iterator[TextRecord]:
        """Every text."""
        return reversed(list(self._texts.values()))

    def conversation(self, contact: str, channel: Channel | None, since: int = 0) -> list[TextRecord]:
        """What one person wrote and read, oldest first; with `since` only what changed after it."""
        return [
            one
            for one in self._texts.values()
            if one.change > since and one.contact == contact and channel in (None, channel_of(one.recipient))
        ]

    async def await_news(self, is_there: Callable[[], bool], seconds: float) -> None:
        """Return when `is_there` holds, or when the time is up."""
        try:
            async with asyncio.timeout(seconds):
                while not (self._is_ending or is_there()):
                    await self._changed.wait()
        except TimeoutError:
            return

    def let_go(self) -> None:
        """Nobody waits for news any more, now or later: the server is about to stop."""
        self._is_ending = True
        self._changed.set()

    def media(self, sid: str) -> MediaFile | None:
        """One file by its own sid."""
        return next((one for text in self._texts.values() for one in text.media if one.sid == sid), None)

    def note_written(self, our_address: str, contact: str) -> None:
        """A person wrote: her window with this sender opens now."""
        self._written_at[(our_address, contact)] = self.clock.window_now()

    def is_window_open(self, our_address: str, contact: str) -> bool:
        """Whether free text may go to her. Source: WhatsApp's 24-hour customer service window."""
        written_at = self._written_at.get((our_address, contact))
        return written_at is not None and self.clock.window_now() - written_at < WINDOW

    def block(self, our_address: str, contact: str) -> None:
        """She said STOP to this sender."""
        self._blocked.add((our_address, contact))

    def unblock(self, our_address: str, contact: str) -> None:
        """She said START."""
        self._blocked.discard((our_address, contact))

    def is_blocked(self, our_address: str, contact: str) -> bool:
        """Whether she has opted out of this sender."""
        return (our_address, contact) in self._blocked

    def forget_everything(self) -> None:
        """As if just started; templates stay, they are configuration."""
        self._texts.clear()
        self._written_at.clear()
        self._blocked.clear()
        self.clock.offset = timedelta()
        self.generation = secrets.token_hex(4)
        self._changes += 1
        self._changed.set()
        self._changed = asyncio.Event()

    def _forget_oldest(self) -> None:
        """Whole texts first; then only the contents of old files, which take the most room."""
        while len(self._texts) > self._most_texts:
            del self._texts[next(iter(self._texts))]
        room = MOST_MEDIA_BYTES
        for record in self.newest_first():
            for one in record.media:
                room -= len(one.content)
                if room < 0:
                    one.content = b""


def new_sid(prefix: str) -> str:
    """A sid as Twilio writes it: two letters and 32 hexadecimal digits."""
    return prefix + secrets.token_hex(16)
