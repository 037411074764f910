"""The `sunwai` command: every group of commands, named once. No logic."""

import sys

import typer
from pydantic import ValidationError

from gateway.cli import cases, db, offices, places, processes, seed, token, understand, up
from gateway.errors import SunwaiError

app = typer.Typer(
    name="sunwai",
    help="Sunwai hears a citizen's grievance by SMS or WhatsApp and follows it until she says it is solved.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,  # locals may hold a citizen's words
)

HERE, PROCESSES, DATA = "On this machine", "Processes of a production", "Data"

app.command("up", rich_help_panel=HERE)(up.up)
app.command("doctor", rich_help_panel=HERE)(up.doctor)
app.command("understand", rich_help_panel=HERE)(understand.understand)
app.command("serve", rich_help_panel=PROCESSES)(processes.serve)
app.command("work", rich_help_panel=PROCESSES)(processes.work)
app.command("schedule", rich_help_panel=PROCESSES)(processes.schedule)
app.add_typer(cases.app, name="cases", rich_help_panel=DATA)
app.add_typer(offices.app, name="offices", rich_help_panel=DATA)
app.add_typer(places.app, name="places", rich_help_panel=DATA)
app.command("seed", rich_help_panel=DATA)(seed.seed)
app.add_typer(token.app, name="token", rich_help_panel=DATA)
app.add_typer(db.app, name="db", rich_help_panel=DATA)


def main() -> None:
    """Run the command; an expected failure is one sentence and exit code 1."""
    try:
        app()
    except ValidationError as error:
        for fault in error.errors():
            name = "_".join(str(word) for word in fault["loc"])
            typer.echo(f"{f'SUNWAI_{name.upper()}: ' if name else ''}{fault['msg']}", err=True)
        sys.exit(2)
    except SunwaiError as error:
        typer.echo(error.detail, err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
