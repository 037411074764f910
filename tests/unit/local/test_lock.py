"""One supervisor a folder."""

import subprocess
import sys
from pathlib import Path

import pytest

from gateway.local import lock
from gateway.local.errors import AlreadyRunning

HOLD = "import sys, pathlib\nfrom gateway.local import lock\nwith lock.hold(pathlib.Path(sys.argv[1])) as held:\n" \
    " held.describe(address='http://here')\n print('held', flush=True)\n sys.stdin.read()"  # fmt: skip


def test_the_second_is_told_where_the_first_runs(tmp_path: Path) -> None:
    with lock.hold(tmp_path) as held:
        held.describe(address="http://127.0.0.1:9000")
        with pytest.raises(AlreadyRunning, match=r"http://127\.0\.0\.1:9000") as refused, lock.hold(tmp_path):
            pass
        assert "kill " in refused.value.detail
        assert lock.running(tmp_path) is not None
    assert lock.running(tmp_path) is None


def test_a_killed_holder_leaves_no_lock_but_a_trace(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(AlreadyRunning, match="http://here"), lock.hold(tmp_path):
            pass
        other.kill()
        other.wait()
    with lock.hold(tmp_path) as held:
        assert held.is_left_over
    with lock.hold(tmp_path) as held:
        assert not held.is_left_over
