"""The migrations make what the models say, and can be taken back."""

import asyncio

from gateway.local import migrations


async def test_models_and_migrations_agree(database_url: str) -> None:
    await asyncio.to_thread(migrations.check, database_url)


async def test_down_to_nothing_and_up_again(database_url: str) -> None:
    await asyncio.to_thread(migrations.downgrade, database_url, "base")
    await asyncio.to_thread(migrations.upgrade, database_url)
    await asyncio.to_thread(migrations.check, database_url)
