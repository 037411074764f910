"""Runs Alembic on a database, in a thread of its own because Alembic starts its own event loop."""

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import Script, ScriptDirectory

ROOT = Path(__file__).resolve().parents[2]


def config(url: str) -> Config:
    """Alembic's configuration for the database at `url`."""
    made = Config(toml_file=str(ROOT / "pyproject.toml"))
    made.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return made


def upgrade(url: str, revision: str = "head") -> None:
    """Bring the schema up to `revision`. Blocks."""
    command.upgrade(config(url), revision)


def downgrade(url: str, revision: str) -> None:
    """Take the schema back to `revision`. Blocks."""
    command.downgrade(config(url), revision)


def check(url: str) -> None:
    """Raise when models and migrations differ. Blocks."""
    command.check(config(url))


def make(url: str, text: str) -> str:
    """Write a migration from the difference between models and database; returns its path. Blocks."""
    written = command.revision(config(url), text, autogenerate=True)
    assert isinstance(written, Script)
    return written.path


def is_current(url: str) -> bool:
    """Whether the database is at the newest revision. Blocks."""
    at_head = False

    def compare(revision: Any, _context: Any) -> list[Any]:
        nonlocal at_head
        at_head = tuple(revision) == tuple(ScriptDirectory.from_config(made).get_heads())
        return []

    made = config(url)
    with EnvironmentContext(made, ScriptDirectory.from_config(made), fn=compare, dont_mutate=True):
        ScriptDirectory.from_config(made).run_env()
    return at_head
