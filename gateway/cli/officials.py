"""`sunwai officials`: accounts of the console. Passwords are made here and shown once."""

import asyncio
import secrets
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from gateway import clock
from gateway import settings as environment
from gateway.access import accounts
from gateway.cli.running import with_session
from gateway.notices import choices, phones
from gateway.offices import repository as offices
from gateway.offices.errors import NoSuchOffice
from gateway.protect import Protector

app = typer.Typer(help="Accounts of the officials' console.", no_args_is_help=True)
Username = Annotated[str, typer.Argument(help="The name she signs in with.")]


@app.command(
    "add",
    epilog='Examples: sunwai officials add desk --name "Triage desk" --role triage · '
    'sunwai officials add amna --name "Amna Bibi" --role officer --office wasa-punjab-dist-gujranwala · '
    'sunwai officials add dc --name "DC Gujranwala" --role district_administrator --area punjab-dist-gujranwala',
)
def add(
    username: Username,
    name: Annotated[str, typer.Option(help="As the console shows it.")],
    role: Annotated[accounts.Role, typer.Option(help="What she may see.")],
    office: Annotated[str | None, typer.Option(help="Code of her office; an officer needs one.")] = None,
    area: Annotated[
        str | None, typer.Option(help="Area she sees with all beneath, for roles that see one; else her office's.")
    ] = None,
) -> None:
    """Make an account and print its password, this once only."""
    password = secrets.token_urlsafe(12)

    async def work(session: AsyncSession) -> None:
        office_id = None
        if office is not None:
            found = await offices.office_by_code(session, office)
            if found is None:
                raise NoSuchOffice(f"there is no office {office!r}; try `sunwai offices list`")
            office_id = found.id
        await accounts.add_official(
            session, username=username, password=password, display_name=name, role=role, office_id=office_id,
            area_id=area,
        )  # fmt: skip

    asyncio.run(with_session(work))
    typer.echo(password)


@app.command("list", epilog="Example: sunwai officials list")
def list_officials() -> None:
    """Every account, one a line: name, role, whether it may sign in, as the console shows her."""
    for one in asyncio.run(with_session(accounts.list_officials)):
        state = "active" if one.is_active else "ended"
        typer.echo(f"{one.username:<20} {one.role:<14} {state:<7} {one.display_name}")


@app.command(
    "duty", epilog="Examples: sunwai officials duty amna --off · sunwai officials duty amna --on --reads ur,ur_Latn"
)
def duty(
    username: Username,
    is_on: Annotated[bool | None, typer.Option("--on/--off", help="Whether new cases are given to her.")] = None,
    reads: Annotated[str | None, typer.Option(help="Writings she reads, by comma: ur, ur_Latn, en.")] = None,
) -> None:
    """Say whether cases are given to her, and in which writings of citizens."""
    listed = reads.split(",") if reads else None
    work = with_session(lambda session: accounts.set_duty(session, username, is_on_duty=is_on, reads=listed))
    asyncio.run(work)
    typer.echo(f"noted for {username}")


@app.command("password", epilog="Example: sunwai officials password amna")
def password(username: Username) -> None:
    """Print a new password, end her sessions and lift a lock."""
    made = secrets.token_urlsafe(12)
    asyncio.run(with_session(lambda session: accounts.set_password(session, username, made)))
    typer.echo(made)


@app.command("reset", epilog="Example: sunwai officials reset amna")
def reset(username: Username) -> None:
    """Print a link by which she chooses a new password: for one hour, once."""
    path = asyncio.run(with_session(lambda session: accounts.issue_reset(session, username)))
    typer.echo(f"{environment.load().public_origin}{path}")


@app.command("unenrol", epilog="Example: sunwai officials unenrol amna")
def unenrol(username: Username) -> None:
    """Her phone is lost: end her sessions, and let her next sign-in set up a new second factor."""
    asyncio.run(with_session(lambda session: accounts.forget_second_factor(session, username)))
    typer.echo(f"{username} sets up a second factor at the next sign-in")


@app.command("code", epilog="Example: sunwai officials code oversight")
def code(username: Username) -> None:
    """Print the present code of her second factor, to try the console without a phone; not in production."""
    settings = environment.load()
    if settings.environment == "production":
        typer.echo("codes come from the official's own phone in production", err=True)
        raise typer.Exit(1)
    protector = Protector.of(settings)
    typer.echo(asyncio.run(with_session(lambda session: accounts.demonstrate_code(session, username, protector))))


@app.command("end", epilog="Example: sunwai officials end amna")
def end(username: Username) -> None:
    """She may no longer sign in, and her sessions end now. What she did stays under her name."""
    asyncio.run(with_session(lambda session: accounts.end_official(session, username)))
    typer.echo(f"ended {username}")


@app.command("phone", epilog="Example: sunwai officials phone amna 0301-7654321")
def phone(username: Username, number: Annotated[str, typer.Argument(help="Her mobile number.")]) -> None:
    """Print a code; once she texts it from that phone, she is told of cases there and can work them by answering."""
    settings = environment.load()
    addresses = phones.our_addresses(settings)

    async def work(session: AsyncSession) -> str:
        official = await accounts.named(session, username)
        return await phones.begin(session, Protector.of(settings), official, number, addresses, clock.now())

    typer.echo(asyncio.run(with_session(work)))
    typer.echo(f"to be texted from that phone within 30 minutes to {' or '.join(addresses.values())}")


@app.command("notify", epilog="Example: sunwai officials notify amna whatsapp")
def notify(
    username: Username, by: Annotated[choices.NotifyBy, typer.Argument(help="web: in the console only.")]
) -> None:
    """By which channel she is told of cases. Texts need a registered phone."""

    async def work(session: AsyncSession) -> None:
        await choices.choose_channel(session, await accounts.named(session, username), by)

    asyncio.run(with_session(work))
    typer.echo(f"{username} is told by {by}")
