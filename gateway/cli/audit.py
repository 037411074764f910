"""`sunwai audit`: prove that the audit is whole, and take it elsewhere."""

import asyncio
import json

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.audit import service
from gateway.cli.running import with_session

app = typer.Typer(help="Verify and export the audit.", no_args_is_help=True)


@app.command("verify", epilog="Example: sunwai audit verify")
def verify() -> None:
    """Walk the whole chain; exit code 1 and the number of the first broken entry when it does not hold.

    Keep the last hash somewhere else from time to time: who can write the whole table anew cannot write that.
    """
    found = asyncio.run(with_session(service.verify))
    if found.broken is not None:
        typer.echo(f"broken at entry {found.broken}: it is changed or missing; {found.count} before it hold", err=True)
        raise typer.Exit(1)
    typer.echo(f"{found.count} entries hold; last hash {found.hash.hex()}")


@app.command("export", epilog="Example: sunwai audit export > audit.jsonl")
def export() -> None:
    """Print every entry with its hashes, one JSON object a line, oldest first."""
    asyncio.run(with_session(_export))


async def _export(session: AsyncSession) -> None:
    async for entry in service.read(session):
        fields = ("number", "actor", "action", "subject", "reason", "data")
        line = {name: getattr(entry, name) for name in fields} | {
            "at": entry.at.isoformat(), "previous_hash": entry.previous_hash.hex(), "hash": entry.hash.hex(),
        }  # fmt: skip
        typer.echo(json.dumps(line, ensure_ascii=False))
