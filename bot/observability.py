"""Logs of the bot: one JSON object a line on stderr, event names and numbers only; never a citizen's words.

Rasa's own debug events carry message texts. They are filtered before they are made, not afterwards. An error is
logged by its type and place: its message, and the variables around it, may hold what a citizen wrote.
"""

from __future__ import annotations

import logging
import sys
import traceback
from pathlib import Path
from typing import Any  # the standard library's signature

import structlog


def configure() -> None:
    """Set up logging for this process: ours from INFO, Rasa's from WARNING, without its event data."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_WithoutWords("%(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        processors=[
            _only_ours,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _without_words,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )


def _only_ours(_logger: object, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Rasa names its events with dots and hangs texts on them; ours are snake case."""
    if "." not in str(event.get("event", "")):
        return event
    return {"event": event["event"], "service": "rasa"}


def _without_words(_logger: object, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Name and place an error instead of printing it."""
    given = event.pop("exc_info", None)
    error = given if isinstance(given, BaseException) else sys.exc_info()[1] if given else None
    return event if error is None else {"error": type(error).__name__, **event, "where": _where(error)}


def _where(error: BaseException) -> list[str]:
    """The innermost frames of an error and of what caused it, as "file:line"."""
    root = error
    while root.__cause__ is not None:
        root = root.__cause__
    frames = traceback.extract_tb(error.__traceback__)
    frames += traceback.extract_tb(root.__traceback__) if root is not error else []
    return [f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames[-8:]]


class _WithoutWords(logging.Formatter):
    """For the libraries' own loggers, aiohttp's and asyncio's above all."""

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the standard library's name
        """Type and place."""
        return f"{ei[0].__name__} at {', '.join(_where(ei[1]))}"
