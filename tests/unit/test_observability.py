"""What a log line may hold: an event, ids, the kind of an error and where it was; never what a citizen wrote."""

import json
import subprocess
import sys

import pytest

SECRET = "meri padosan ko mara"
PREAMBLE = """
import logging, structlog
from gateway import observability
observability.configure("work")
log = structlog.get_logger()
def fail():
    raise ValueError("input was 'meri padosan ko mara' from +92 300 1234567")
"""


def _logged(code: str) -> dict[str, object]:
    """The one line that `code` logs, in a process of its own: loggers keep their first configuration."""
    done = subprocess.run([sys.executable, "-c", PREAMBLE + code], capture_output=True, text=True, check=True)
    (line,) = done.stderr.splitlines()
    assert SECRET not in line
    assert "1234567" not in line
    found: dict[str, object] = json.loads(line)
    return found


@pytest.mark.parametrize(
    "code",
    [
        "try:\n    fail()\nexcept ValueError:\n    log.exception('turn_failed')",
        "try:\n    fail()\nexcept ValueError as error:\n    log.error('turn_failed', exc_info=error)",
        "try:\n    fail()\nexcept ValueError:\n    logging.getLogger('uvicorn.error').exception('turn_failed')",
    ],
)
def test_an_error_is_named_and_placed_but_its_words_are_not_logged(code: str) -> None:
    line = _logged(code)

    assert (line["event"], line["level"], line["service"]) == ("turn_failed", "error", "work")
    assert line["error"] == "ValueError"
    assert str(line["where"]).count("<string>:") == 2


def test_the_cause_of_an_error_is_named_too() -> None:
    line = _logged("""
try:
    try:
        fail()
    except ValueError as error:
        raise RuntimeError("the same words: meri padosan ko mara") from error
except RuntimeError:
    log.exception("turn_failed")
""")

    assert (line["error"], line["cause"]) == ("RuntimeError", "ValueError")


@pytest.mark.parametrize("known", ["0193f0a1-7c00-7000-8000-000000000001", "SM" + "9876543210" * 3 + "ab"])
def test_long_runs_of_digits_are_blanked_and_ids_are_not(known: str) -> None:
    line = _logged(f"log.info('said', text='call 0300-1234567', id='{known}')")

    assert (line["text"], line["id"]) == ("call [redacted]", known)
