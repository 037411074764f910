"""A case in the office of Kamoke, as a scripted bot opens it."""

from collections.abc import Awaitable, Callable
from itertools import count

import pytest
from sqlalchemy import select

from gateway.clock import SimulatedClock
from gateway.db import Database
from gateway.dialogue.contract import OpenCase
from gateway.dialogue.service import Line, advance
from gateway.protect import Protector
from models.case import Case
from tests.support.bot import ScriptedBot
from tests.support.inbound import receive

KAMOKE = "punjab-gujranwala-teh-kamoke"
CaseMaker = Callable[..., Awaitable[Case]]


@pytest.fixture
def open_case(seeded: Database, protector: Protector, clock: SimulatedClock) -> CaseMaker:
    """Opens a case of another citizen each time, about water unless another category is named."""
    numbers = count(1)

    async def make(category: str = "water_supply", language: str = "ur_Latn") -> Case:
        phone = f"+92300{next(numbers):07d}"
        await receive(seeded, protector, "pani nahi", now=clock.now(), phone=phone)
        command = OpenCase(category=category, description="pani nahi", area_id=KAMOKE)
        bot = ScriptedBot(lambda _request: [command], language)
        await advance(Line(seeded, bot, protector, lease_seconds=30))  # type: ignore[arg-type]  # same shape
        async with seeded.unit_of_work() as session:
            return (await session.scalars(select(Case).order_by(Case.created_at.desc()).limit(1))).one()

    return make
