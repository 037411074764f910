"""`sunwai up` and `sunwai doctor`: everything on one machine."""

import ctypes
import os
import signal
import sys
from typing import Annotated

import typer

from gateway.local.process import PR_SET_PDEATHSIG


def up(
    with_parent: Annotated[bool, typer.Option("--with-parent", hidden=True, help="Stop when make ends.")] = False,
) -> None:
    """Start everything on this machine: database, bot, simulator, gateway. Ctrl-C stops it.

    Example: SUNWAI_PORT=9000 sunwai up
    """
    if with_parent and sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() == 1:
            raise typer.Exit(1)
    from gateway.local.errors import AlreadyRunning
    from gateway.local.up import up as run

    try:
        run()
    except AlreadyRunning as error:
        typer.echo(error.detail)


def doctor() -> None:
    """Say what is missing on this machine and what to do about it.

    Example: sunwai doctor
    """
    from gateway.local.doctor import examine

    findings = examine()
    for finding in findings:
        typer.echo(str(finding))
    if any(finding.is_fault for finding in findings):
        raise typer.Exit(1)
