"""What the bot's log may hold of an error: its kind and where it was, never its words or the variables around it."""

import json
import subprocess
import sys

import pytest

SECRET = "meri padosan ko mara"
PREAMBLE = """
import logging, structlog
from bot import observability
observability.configure()
log = structlog.get_logger()
def fail(text):
    raise KeyError(text)
"""
IN_A_TURN = """
try:
    try:
        fail("meri padosan ko mara")
    except KeyError as error:
        raise RuntimeError("KeyError") from error
except RuntimeError:
    log.exception("turn_failed", error="KeyError")
"""
IN_A_LIBRARY = """
try:
    fail("meri padosan ko mara")
except KeyError:
    logging.getLogger("aiohttp.server").exception("Error handling request")
"""


def _logged(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", PREAMBLE + code], capture_output=True, text=True, check=True)
    return done.stderr.strip()


@pytest.mark.parametrize("code", [IN_A_TURN, IN_A_LIBRARY], ids=["in a turn", "in a library"])
def test_no_words_of_an_error_are_logged(code: str) -> None:
    line = _logged(code)

    assert SECRET not in line
    assert "KeyError" in line
    assert line.count("<string>:") >= 2


def test_an_error_in_a_turn_stays_one_json_line() -> None:
    line = json.loads(_logged(IN_A_TURN))

    assert (line["event"], line["error"], line["level"]) == ("turn_failed", "KeyError", "error")
