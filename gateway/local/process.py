"""How a child process is started so that it never outlives us. Knows nothing of what the child does."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable

PR_SET_PDEATHSIG = 1  # linux/prctl.h


def dies_with_parent(number: signal.Signals, account: tuple[int, int] | None = None) -> Callable[[], None]:
    """What runs in the child before its program: give up root if asked, then ask for a signal when the parent ends.

    The signal comes when the *thread* that started the child ends, so start children from the main thread only.
    Elsewhere than on Linux there is no such wish; there a parent that is killed leaves its children behind.

    Args:
        account: user and group to become. It comes first, because changing the user would clear the wish.
    """
    parent = os.getpid()
    # Loaded here: between fork and exec only calls that take no locks are safe.
    prctl = ctypes.CDLL(None).prctl if sys.platform == "linux" else None

    def run() -> None:
        if account:
            os.setgroups([])
            os.setgid(account[1])
            os.setuid(account[0])
        if prctl is not None:
            prctl(PR_SET_PDEATHSIG, number)
            if os.getppid() != parent:
                os._exit(1)

    return run
