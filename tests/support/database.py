"""A database for one test: a copy of a template that Alembic built once in this run. Refuses any other database."""

import asyncio
import itertools
import os

import asyncpg
from sqlalchemy import make_url

from gateway.db import Database
from gateway.local import migrations
from gateway.seed import seed

_numbers = itertools.count(1)
TEMPLATE = f"sunwai_template_{os.getpid()}_test"
SEEDED = f"sunwai_seeded_{os.getpid()}_test"


class NotATestDatabase(RuntimeError):
    """The name of the database does not end in _test."""


def named(server_url: str, name: str) -> str:
    """URL of database `name` on the server of `server_url`."""
    if not name.endswith("_test"):
        raise NotATestDatabase(name)
    return make_url(server_url).set(database=name).render_as_string(hide_password=False)


async def _run(server_url: str, *statements: str) -> None:
    connection = await asyncpg.connect(server_url)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


async def build_template(server_url: str) -> None:
    """Drop and make the template, migrated to head."""
    await _run(server_url, f'DROP DATABASE IF EXISTS "{TEMPLATE}"', f'CREATE DATABASE "{TEMPLATE}"')
    await asyncio.to_thread(migrations.upgrade, named(server_url, TEMPLATE))


async def build_seeded(server_url: str) -> None:
    """Make a second template: the first, with the starting directory in it."""
    await _run(server_url, f'DROP DATABASE IF EXISTS "{SEEDED}"', f'CREATE DATABASE "{SEEDED}" TEMPLATE "{TEMPLATE}"')
    made = Database(named(server_url, SEEDED), pool_size=1)
    try:
        await seed(made)
    finally:
        await made.close()


async def copy_template(server_url: str, template: str = TEMPLATE) -> str:
    """Make a fresh copy of a template and return its URL."""
    name = f"sunwai_{os.getpid()}_{next(_numbers)}_test"
    await _run(server_url, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return named(server_url, name)


async def drop(server_url: str, url: str) -> None:
    """Drop the copy, whoever is still connected."""
    await _run(server_url, f'DROP DATABASE IF EXISTS "{make_url(url).database}" WITH (FORCE)')
