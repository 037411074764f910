"""What can go wrong on one machine, each in a sentence that says what to do about it."""

from gateway.errors import SunwaiError


class CannotStart(SunwaiError):
    """Sunwai cannot start here."""

    status = 503
    code = "cannot_start"


class AlreadyRunning(SunwaiError):
    """Sunwai already runs from this folder."""

    status = 409
    code = "already_running"
