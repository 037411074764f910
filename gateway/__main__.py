"""The `sunwai` command: every command and group, named once. No logic.

Only the module of the command that is asked for is imported: a worker must not wait for what the console needs.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module

import typer
from pydantic import ValidationError

from gateway.errors import SunwaiError

HERE, PROCESSES, DATA = "On this machine", "Processes of a production", "Data"


@dataclass(frozen=True)
class Entry:
    """A command (a function) or a group (a Typer) in `gateway/cli/`."""

    name: str
    module: str
    attribute: str
    panel: str


COMMANDS = (
    Entry("up", "up", "up", HERE),
    Entry("doctor", "up", "doctor", HERE),
    Entry("say", "say", "say", HERE),
    Entry("understand", "understand", "understand", HERE),
    Entry("serve", "processes", "serve", PROCESSES),
    Entry("work", "processes", "work", PROCESSES),
    Entry("schedule", "processes", "schedule", PROCESSES),
    Entry("cases", "cases", "app", DATA),
    Entry("offices", "offices", "app", DATA),
    Entry("places", "places", "app", DATA),
    Entry("eligibility", "eligibility", "app", DATA),
    Entry("review", "review", "app", DATA),
    Entry("seed", "seed", "seed", DATA),
    Entry("officials", "officials", "app", DATA),
    Entry("token", "token", "app", DATA),
    Entry("audit", "audit", "app", DATA),
    Entry("db", "db", "app", DATA),
)


def build(words: Sequence[str] = ()) -> typer.Typer:
    """The command line; with `words`, only as much of it as they ask for."""
    app = typer.Typer(
        name="sunwai",
        help="Sunwai hears a citizen's grievance by SMS or WhatsApp and follows it until she says it is solved.",
        pretty_exceptions_show_locals=False,  # locals may hold a citizen's words
    )
    app.callback(no_args_is_help=True, help=app.info.help)(_root)
    asked = [entry for entry in COMMANDS if entry.name in words[:1]]
    for entry in asked or COMMANDS:
        found = getattr(import_module(f"gateway.cli.{entry.module}"), entry.attribute)
        if isinstance(found, typer.Typer):
            app.add_typer(found, name=entry.name, rich_help_panel=entry.panel)
        else:
            app.command(entry.name, rich_help_panel=entry.panel)(found)
    return app


def main() -> None:
    """Run the command; an expected failure is one sentence and exit code 1."""
    try:
        build(sys.argv[1:])()
    except ValidationError as error:
        for fault in error.errors():
            name = "_".join(str(word) for word in fault["loc"])
            typer.echo(f"{f'SUNWAI_{name.upper()}: ' if name else ''}{fault['msg']}", err=True)
        sys.exit(2)
    except SunwaiError as error:
        typer.echo(error.detail, err=True)
        sys.exit(1)
    except _lost() as error:
        if getattr(error, "filename", None):
            raise  # a file, not the database
        typer.echo(f"the database does not answer: {type(error).__name__}", err=True)
        sys.exit(1)


def _lost() -> tuple[type[Exception], ...]:
    """How a database that does not answer shows itself. Asked for only when something was raised."""
    from asyncpg import InterfaceError, PostgresError
    from sqlalchemy.exc import DBAPIError

    return OSError, DBAPIError, PostgresError, InterfaceError


def _root() -> None:
    """Without it a command line of one command would have no name to call it by."""


if __name__ == "__main__":
    main()
