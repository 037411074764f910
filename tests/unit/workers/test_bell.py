"""The bell wakes as many lanes as there is work for, and no more."""

import asyncio

from gateway.workers.runner import Bell, Step

LONG = 60.0


async def step() -> bool:
    """Nothing to do."""
    return False


async def other() -> bool:
    """Nothing to do either."""
    return False


async def idle(bell: Bell, lanes: int, of: Step = step) -> list[asyncio.Task[None]]:
    tasks = [asyncio.create_task(bell.wait(of, LONG)) for _ in range(lanes)]
    await asyncio.sleep(0)
    return tasks


async def woken(tasks: list[asyncio.Task[None]]) -> int:
    for _ in range(5):
        await asyncio.sleep(0)
    return sum(task.done() for task in tasks)


async def cancel(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_one_ring_wakes_one_lane() -> None:
    bell = Bell(4)
    tasks = await idle(bell, 4)
    bell.ring()
    assert await woken(tasks) == 1
    await cancel(tasks)


async def test_ring_all_wakes_everybody() -> None:
    bell = Bell(4)
    tasks = await idle(bell, 4)
    bell.ring_all()
    assert await woken(tasks) == 4


async def test_a_ring_while_all_are_at_work_is_not_lost() -> None:
    bell = Bell(1)
    bell.ring()
    await asyncio.wait_for(bell.wait(step, LONG), 5)


async def test_passing_on_in_vain_comes_to_an_end_and_new_work_starts_it_again() -> None:
    bell = Bell(3)
    for _ in range(3):
        [task] = await idle(bell, 1)
        bell.pass_on()
        assert await woken([task]) == 1
    [task] = await idle(bell, 1)
    bell.pass_on()
    assert await woken([task]) == 0
    bell.ring()
    assert await woken([task]) == 1
    [task] = await idle(bell, 1)
    bell.pass_on()
    assert await woken([task]) == 1


async def test_waiting_ends_by_itself() -> None:
    bell = Bell(1)
    await asyncio.wait_for(bell.wait(step, 0.001), 5)
    assert not bell._idle


async def test_a_ring_for_one_step_wakes_one_lane_of_it_and_no_other() -> None:
    bell = Bell(4)
    first, second = await idle(bell, 2), await idle(bell, 2, other)
    bell.ring_for(other)
    assert (await woken(first), await woken(second)) == (0, 1)
    await cancel([*first, *second])
