"""The edge of the command line: an expected failure is one sentence, never a traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

NOBODY_THERE = "postgresql://sunwai:secret@127.0.0.1:1/sunwai"


def _run(folder: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    plain = {name: value for name, value in os.environ.items() if not name.startswith("SUNWAI_")}
    return subprocess.run(
        [sys.executable, "-m", "gateway", *words], capture_output=True, text=True, check=False,
        env=plain | {"SUNWAI_STATE_DIR": str(folder)} | settings,
    )  # fmt: skip


@pytest.mark.parametrize("words", [("cases", "list"), ("offices", "list"), ("token", "revoke", "x"), ("db", "check")])
def test_a_database_that_does_not_answer_is_one_sentence(tmp_path: Path, words: tuple[str, ...]) -> None:
    done = _run(tmp_path, *words, SUNWAI_DATABASE_URL=NOBODY_THERE)

    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "does not answer" in done.stderr
    assert "secret" not in done.stderr


def test_every_wrong_setting_is_named(tmp_path: Path) -> None:
    done = _run(tmp_path, "cases", "list", SUNWAI_PORT="many", SUNWAI_LOG_LEVEL="loud")

    assert done.returncode == 2
    assert {line.partition(":")[0] for line in done.stderr.splitlines()} == {"SUNWAI_PORT", "SUNWAI_LOG_LEVEL"}


def test_without_a_database_it_says_what_to_do(tmp_path: Path) -> None:
    done = _run(tmp_path, "cases", "list")

    assert done.returncode == 1
    assert "`make up`" in done.stderr
