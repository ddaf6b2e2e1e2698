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


async def test_frequent_work_begins_at_once_and_keeps_its_pace() -> None:
    assert await _pauses(timedelta(seconds=2), 0) == [2, 2, 2]


async def test_seldom_work_is_done_as_seldom_as_it_says_and_leaves_the_start_alone() -> None:
    first, *others = await _pauses(timedelta(hours=1), 0)
    assert 5 <= first <= 20
    assert others == [3600, 3600]


async def test_after_failures_the_pause_doubles_up_to_a_minute() -> None:
    pauses = await _pauses(timedelta(seconds=2), 7)
    assert pauses == [3, 5, 9, 17, 33, 60, 60, 2, 2, 2]
    assert await _pauses(timedelta(hours=1), 2) == [pytest.approx(12.5, abs=7.5), 60, 60, 3600, 3600]
