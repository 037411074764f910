"""Logs: JSON lines with a constant event and fields, correlation id bound per request or turn, last-line redaction.

Nothing here may print a phone, CNIC, name or a citizen's words; the redactor is the net below that rule, not the rule.
An error is logged by its type and place only, whoever logs it: messages of errors quote what they were given.
"""

import logging
import re
import sys
import traceback
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import structlog

# Longest runs first: +92 phone forms, CNIC (5-7-1), bearer secrets in URLs.
_SECRET = re.compile(r"\+?\d[\d\- ]{8,}\d")
# Loggers of libraries that print numbers and URLs at INFO.
_NOISY = ("twilio.http_client", "httpx", "httpcore", "aiohttp.access", "uvicorn.access", "apscheduler")


def redact(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Blank every long digit run in string fields; ids and hashes with letters pass."""
    for key, value in event.items():
        if isinstance(value, str) and key not in ("timestamp", "correlation_id"):
            event[key] = _SECRET.sub("[redacted]", value) if not _is_id(value) else value
    return event


def without_words(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Name and place an error instead of printing it: its message may quote a row, a request or a citizen."""
    given = event.pop("exc_info", None)
    error = given[1] if isinstance(given, tuple) else sys.exception() if given is True else given
    if isinstance(error, BaseException):
        event.setdefault("error", type(error).__name__)
        event.setdefault("where", where(error))
        if error.__cause__ is not None:
            event.setdefault("cause", type(error.__cause__).__name__)
    return event


def where(error: BaseException) -> list[str]:
    """The innermost frames of an error as "file:line", without its message, which may quote a row or a citizen."""
    return [f"{Path(frame.filename).name}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)[-6:]]


def _is_id(value: str) -> bool:
    """Ours, or a provider's (Twilio: two letters and 32 hexadecimal digits)."""
    return bool(re.fullmatch(r"[0-9a-f]{8}-[0-9a-f-]{27}|[A-Z]{2}[0-9a-f]{32}", value))


def configure(service: str, *, level: str = "info", style: str = "json") -> None:
    """Set up structlog and the standard library's loggers for this process."""
    renderer: Any = structlog.processors.JSONRenderer() if style == "json" else structlog.dev.ConsoleRenderer()
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        without_words,
    ]
    structlog.configure(
        processors=[*shared, redact, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(service=service)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta, redact, renderer])
    )  # fmt: skip
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for name in _NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
