"""When background work is done, seen on a clock that does not wait."""

import asyncio
from datetime import timedelta

import pytest

from kernel.jobs import run_forever


async def _pauses(every: timedelta, fails: int) -> list[float]:
    """The pauses made before the first run and between runs, of which the first `fails` fail."""
    pauses: list[float] = []
    left = fails

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == fails + 3:
            raise asyncio.CancelledError

    async def run() -> None:
        nonlocal left
        left -= 1
        if left >= 0:
            raise RuntimeError("not now")

    with pytest.raises(asyncio.CancelledError):
        await run_forever("test", every, run, sleep)
    return pauses


async def test_work_keeps_its_pace_and_leaves_the_start_alone() -> None:
    for every, least, most in ((2, 1 / 6, 2 / 3), (3600, 5, 20)):
        first, *others = await _pauses(timedelta(seconds=every), 0)
        assert least <= first <= most
        assert others == [every, every]


async def test_work_that_goes_on_by_itself_begins_at_once() -> None:
    assert await _pauses(timedelta(), 0) == [0, 0, 0]


async def test_after_failures_the_pause_doubles_up_to_a_minute() -> None:
    assert (await _pauses(timedelta(seconds=2), 7))[1:] == [3, 5, 9, 17, 33, 60, 60, 2, 2]
    assert (await _pauses(timedelta(hours=1), 2))[1:] == [60, 60, 3600, 3600]
