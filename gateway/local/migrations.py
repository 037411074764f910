"""Runs Alembic on a database, in a thread of its own because Alembic starts its own event loop."""

from pathlib import Path

from alembic import command
from alembic.config import Config

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
