"""How a fetch can end without a file. `reason` is one of the codes in models/attachment.py."""

from models.attachment import FAILURES, REFUSALS


class Refused(Exception):
    """We will not have this file, however often it is tried."""

    def __init__(self, reason: str) -> None:
        assert reason in REFUSALS
        super().__init__(reason)
        self.reason = reason


class Failed(Exception):
    """It did not work this time."""

    def __init__(self, reason: str) -> None:
        assert reason in FAILURES
        super().__init__(reason)
        self.reason = reason
