"""How fast each sender may go, and when it must rest. Pure: the moment is an argument, nothing sleeps.

Rates are in SMS parts a second (a WhatsApp text counts one), held at 80 % of the contract, divided among the worker
processes that are alive. Source: Twilio, "Messaging rate limits and queueing", read 2026-11-24. The breaker: more than
20 % unknown outcomes in 60 s rest the sender for 60 s.
"""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

CONTRACT_SHARE = 0.8
# Bulk leaves the last quarter of a bucket to replies.
BULK_RESERVE = 0.25
BREAKER_WINDOW = timedelta(seconds=60)
BREAKER_REST = timedelta(seconds=60)
BREAKER_RATIO = 0.2
BREAKER_MIN_OUTCOMES = 10
SLOW_DOWN_FOR = timedelta(seconds=60)
SLOWEST = 0.125


@dataclass(slots=True)
class Bucket:
    """Tokens of one sender: fills at `rate` parts a second, holds one second's worth, may go into debt by one batch."""

    rate: float
    level: float = field(init=False)
    filled_at: datetime | None = None
    slowness: float = 1.0
    slow_until: datetime | None = None

    def __post_init__(self) -> None:
        self.level = self.capacity

    @property
    def capacity(self) -> float:
        """Parts that may leave at once."""
        return max(self.rate, 1.0)

    @property
    def bulk_level(self) -> float:
        """The level below which only replies leave."""
        return 1 + BULK_RESERVE * (self.capacity - 1)

    def refill(self, now: datetime) -> None:
        """Bring the level up to `now`; a clock that goes back adds nothing."""
        if self.slow_until is not None and now >= self.slow_until:
            self.slowness, self.slow_until = 1.0, None
        if self.filled_at is not None:
            passed = max((now - self.filled_at).total_seconds(), 0.0)
            self.level = min(self.capacity, self.level + passed * self.rate * self.slowness)
        self.filled_at = now

    def slow_down(self, now: datetime) -> None:
        """Half the rate for a minute, again half if asked again, and nothing until the next token."""
        self.slowness = max(self.slowness / 2, SLOWEST)
        self.slow_until = now + SLOW_DOWN_FOR
        self.level = min(self.level, 0.0)


@dataclass(slots=True)
class Breaker:
    """The outcomes of one sender in the last minute, and until when it rests."""

    outcomes: deque[tuple[datetime, bool]] = field(default_factory=deque)
    rests_until: datetime | None = None

    def record(self, now: datetime, *, is_unknown: bool) -> bool:
        """Note one outcome; True when it makes the sender rest."""
        self.outcomes.append((now, is_unknown))
        while self.outcomes[0][0] <= now - BREAKER_WINDOW:
            self.outcomes.popleft()
        unknown = sum(one for _, one in self.outcomes) if is_unknown else 0
        if len(self.outcomes) < BREAKER_MIN_OUTCOMES or unknown <= BREAKER_RATIO * len(self.outcomes):
            return False
        self.rest(now, BREAKER_REST)
        return True

    def rest(self, now: datetime, length: timedelta) -> None:
        """Send nothing for `length`, then judge afresh."""
        self.rests_until = now + length
        self.outcomes.clear()

    def is_resting(self, now: datetime) -> bool:
        """Whether the sender must be left alone."""
        return self.rests_until is not None and now < self.rests_until


@dataclass(frozen=True, slots=True)
class Allowance:
    """What may be claimed now: never of `blocked`, of `replies_only` no bulk, at most `rows` in all."""

    rows: int
    blocked: tuple[str, ...] = ()
    replies_only: tuple[str, ...] = ()


class Pacing:
    """Bucket and breaker of every sender this process has met. One for all lanes of a worker; holds no rows."""

    def __init__(self, parts_per_second: float) -> None:
        self._contract = parts_per_second
        self._workers = 1
        self._buckets: dict[str, Bucket] = {}
        self._breakers: dict[str, Breaker] = {}

    def share_among(self, workers: int) -> None:
        """Divide the contract among so many worker processes."""
        self._workers = max(workers, 1)
        for bucket in self._buckets.values():
            bucket.rate = self._rate

    def allowance(self, now: datetime, batch: int) -> Allowance:
        """What may be claimed at `now`; `batch` is the most the caller can take."""
        blocked, replies_only, rows = [], [], 0
        for sender, bucket in self._buckets.items():
            bucket.refill(now)
            if bucket.level < 1 or self._breakers[sender].is_resting(now):
                blocked.append(sender)
                continue
            rows = max(rows, int(bucket.level))
            if bucket.level < bucket.bulk_level:
                replies_only.append(sender)
        # None of those met may go: one that was never met has a full bucket.
        return Allowance(min(batch, rows or int(max(self._rate, 1))), tuple(blocked), tuple(replies_only))

    def take(self, sender: str, parts: int, now: datetime) -> None:
        """Pay for a claimed row; the bucket may go into debt and then blocks until it is paid back."""
        bucket = self._bucket(sender)
        bucket.refill(now)
        bucket.level -= parts

    def record(self, sender: str, now: datetime, *, is_unknown: bool) -> bool:
        """Note an outcome; True when the sender now rests."""
        self._bucket(sender)
        return self._breakers[sender].record(now, is_unknown=is_unknown)

    def slow_down(self, sender: str, now: datetime) -> None:
        """The provider asked for fewer."""
        self._bucket(sender).slow_down(now)

    def stop(self, sender: str, now: datetime, length: timedelta) -> None:
        """Nothing from this sender for `length`; its rows stay queued."""
        self._bucket(sender)
        self._breakers[sender].rest(now, length)

    def seconds_until_ready(self, now: datetime) -> float | None:
        """Seconds until the first sender held back may go again, bulk too; None when none is held back."""
        waits = []
        for sender, bucket in self._buckets.items():
            bucket.refill(now)
            rests_until = self._breakers[sender].rests_until
            if rests_until is not None and now < rests_until:
                waits.append((rests_until - now).total_seconds())
            elif bucket.level < bucket.bulk_level:
                enough = 1 if bucket.level < 1 else bucket.bulk_level
                waits.append((enough - bucket.level) / (bucket.rate * bucket.slowness))
        return min(waits, default=None)

    @property
    def _rate(self) -> float:
        return self._contract * CONTRACT_SHARE / self._workers

    def _bucket(self, sender: str) -> Bucket:
        self._breakers.setdefault(sender, Breaker())
        return self._buckets.setdefault(sender, Bucket(self._rate))
