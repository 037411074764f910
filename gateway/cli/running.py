"""Runs one unit of work for a command and closes the database. Audits and prints imports. Knows no feature."""

from collections.abc import Awaitable, Callable

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from gateway import settings as environment
from gateway.audit import service as audit
from gateway.db import Database
from gateway.tabular import ImportReport

SHOWN_ERRORS = 50


async def with_session[T](work: Callable[[AsyncSession], Awaitable[T]]) -> T:
    """What `work` returns, committed. An expected failure rises to the command's edge, which prints its sentence."""
    database = Database(environment.load().database_address, pool_size=1)
    try:
        async with database.unit_of_work() as session:
            return await work(session)
    finally:
        await database.close()


async def audited_import(
    kind: str, work: Callable[[AsyncSession], Awaitable[ImportReport]], *, dry_run: bool
) -> ImportReport:
    """What an import did; one that changed something is audited as configuration. `kind`: what was imported."""

    async def import_it(session: AsyncSession) -> ImportReport:
        report = await work(session)
        if not (dry_run or report.errors):
            data = {"added": report.added, "changed": report.changed}
            await audit.record(session, audit.Deed(audit.COMMAND_LINE, "configuration_imported", kind, data=data))
        return report

    return await with_session(import_it)


def report_import(report: ImportReport, *, dry_run: bool) -> None:
    """Say what an import did; exit code 1 when it was refused."""
    if report.errors:
        for error in report.errors[:SHOWN_ERRORS]:
            typer.echo(str(error), err=True)
        more = len(report.errors) - SHOWN_ERRORS
        if more > 0:
            typer.echo(f"… and {more} more", err=True)
        typer.echo(f"nothing was imported: {len(report.errors)} faults in {report.rows} rows", err=True)
        raise typer.Exit(1)
    said = "would be" if dry_run else "were"
    typer.echo(
        f"{report.rows} rows: {report.added} {said} added, {report.changed} {said} changed, "
        f"{report.unchanged} stay as they are"
    )
