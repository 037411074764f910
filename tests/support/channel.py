"""A provider in memory: takes texts, remembers them, and fails in the ways a number was told to."""

from collections import defaultdict, deque
from collections.abc import AsyncIterator, Collection
from datetime import datetime
from enum import StrEnum

from gateway import clock
from gateway.channels import registry
from gateway.channels.base import Accepted, Inbound, Outbound, Receipt, Unknown


class Answer(StrEnum):
    """What the provider does with one text. Any other word is an error code it refuses with."""

    TAKE = "take"
    TAKE_BUT_TIME_OUT = "take_but_time_out"
    LOSE_AND_TIME_OUT = "lose_and_time_out"
    RAISE = "raise"


class FakeChannel:
    """Keeps what it took in `taken`, in order, with the moment; `sent` counts every call, also the failed ones."""

    provider = "twilio"

    def __init__(self) -> None:
        self.taken: list[tuple[str, datetime, Outbound]] = []
        self.sent: list[Outbound] = []
        self.looked_up: list[Outbound] = []
        self.is_reachable = True
        self._answers: dict[str, deque[str]] = defaultdict(deque)

    def script(self, recipient: str, *answers: str) -> None:
        """The next answers for texts to `recipient`; afterwards it takes them."""
        self._answers[recipient].extend(answers)

    def recover(self) -> None:
        """Forget every script: from now on everything is taken."""
        self._answers.clear()

    def bodies(self, recipient: str | None = None) -> list[str]:
        """What was taken, in order."""
        return [one.body for _, _, one in self.taken if recipient in (None, one.recipient.value)]

    async def send(self, outbound: Outbound) -> Receipt:
        """Answer as scripted."""
        self.sent.append(outbound)
        answers = self._answers[outbound.recipient.value]
        match answers.popleft() if answers else Answer.TAKE:
            case Answer.TAKE:
                return self._take(outbound)
            case Answer.TAKE_BUT_TIME_OUT:
                self._take(outbound)
                return Unknown("timeout")
            case Answer.LOSE_AND_TIME_OUT:
                return Unknown("timeout")
            case Answer.RAISE:
                raise RuntimeError("a channel must not raise")
            case code:
                return registry.refusal(self.provider, code)

    async def find_sent(self, outbound: Outbound, *, since: datetime, exclude: Collection[str] = ()) -> Accepted | None:
        """Newest text of the same body to the same recipient, as a real provider lists them: it knows no id of ours."""
        if not self.is_reachable:
            raise ConnectionError
        self.looked_up.append(outbound)
        for provider_id, moment, one in reversed(self.taken):
            is_same = (one.recipient, one.body) == (outbound.recipient, outbound.body)
            if is_same and moment >= since and provider_id not in exclude:
                return Accepted(provider_id, "sent")
        return None

    async def list_inbound(self, since: datetime) -> AsyncIterator[Inbound]:  # noqa: ARG002 - as a provider has it
        """Nobody writes to it."""
        nothing: tuple[Inbound, ...] = ()
        for one in nothing:
            yield one

    async def close(self) -> None:
        """Nothing to release."""

    def _take(self, outbound: Outbound) -> Accepted:
        provider_id = f"SM{len(self.taken):032x}"
        self.taken.append((provider_id, clock.now(), outbound))
        return Accepted(provider_id, "queued")
