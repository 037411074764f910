"""A simulator in memory for every test of this folder."""

from collections.abc import AsyncIterator

import pytest

from tests.support.simulator import Bench, bench


@pytest.fixture
async def line() -> AsyncIterator[Bench]:
    """A simulator without a messaging service."""
    async with bench() as made:
        yield made
