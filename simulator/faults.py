"""Failures that a test or a tester orders in advance. Each is used up by the calls it meets, oldest first."""

from typing import Literal

from pydantic import BaseModel, Field

Operation = Literal["create", "read"]
Kind = Literal["rate_limited", "error", "server_error_before", "server_error_after", "timeout_before", "timeout_after"]


class Fault(BaseModel):
    """`…_before`: the message was not taken; `…_after`: it was, but the caller is not told. `code`: for "error"."""

    kind: Kind
    count: int = Field(1, ge=1, le=100_000)
    code: int = 30001
    recipient: str = ""
    operation: Operation = "create"
    hang_seconds: float = Field(30.0, ge=0, le=600)

    @property
    def takes_message(self) -> bool:
        """Whether the message is stored and sent all the same."""
        return self.kind.endswith("_after")


class Faults:
    """The list of what is still to go wrong."""

    def __init__(self) -> None:
        self.waiting: list[Fault] = []

    def order(self, fault: Fault) -> None:
        """Let it happen to the next matching calls."""
        self.waiting.append(fault)

    def take(self, operation: Operation, recipient: str = "") -> Fault | None:
        """The fault for this call, if one was ordered."""
        for fault in self.waiting:
            if fault.operation == operation and fault.recipient in ("", recipient):
                fault.count -= 1
                if fault.count == 0:
                    self.waiting.remove(fault)
                return fault
        return None
