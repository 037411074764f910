"""Logs of the bot: one JSON object a line on stderr, event names and numbers only; never a citizen's words.

Rasa's own debug events carry message texts. They are filtered before they are made, not afterwards.
"""

from __future__ import annotations

import logging
import sys

import structlog


def configure() -> None:
    """Set up logging for this process: ours from INFO, Rasa's from WARNING, without its event data."""
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s")
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        processors=[
            _only_ours,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.dict_tracebacks,
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
