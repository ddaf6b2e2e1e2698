"""Workers killed at moments that chance chooses, one after the other, while more and more runs are accepted.

`FAULTS=all` kills 500 times on each database; without it a share of them.
"""

import asyncio
import os
import random
import signal
import sys
import time
from dataclasses import replace
from itertools import cycle, islice

import pytest

from tests.faults.graphs import ENDS
from tests.faults.lives import Lives, some_runs

KILLS = 500 if os.environ.get("FAULTS") == "all" else 60
RUNS = 3 * KILLS


@pytest.mark.slow
async def _something_done(lives: Lives) -> None:
    """Until a step is done, or for two seconds."""
    before, until = len(lives.ledger()), time.monotonic() + 2
    while len(lives.ledger()) == before and time.monotonic() < until:
        await asyncio.sleep(0.005)


async def test_nothing_is_lost_or_repeated_whenever_workers_are_killed(lives: Lives) -> None:
    names = list(islice(cycle(("whole", *ENDS)), RUNS))
    lives.order = replace(lives.order, runs=some_runs(*names))
    coming = iter(lives.order.runs.items())
    seed = random.randrange(2**32)
    chance = random.Random(seed)

    began = time.monotonic()
    for count in range(KILLS):
        share = RUNS * (count + 1) // KILLS - RUNS * count // KILLS
        pid = lives.start(runs=lives.open | dict(islice(coming, share)), max_runs=8)
        comes_up = chance.random() < 0.8  # else it may die before that
        while comes_up and not lives.is_up(pid):
            await asyncio.sleep(0.005)
        if chance.random() < 0.3:
            await _something_done(lives)  # on a busy machine nothing may be under way so soon
        await asyncio.sleep(chance.uniform(0, 0.15))
        assert await lives.kill(pid) == -signal.SIGKILL, f"chance began with {seed}"
    assert await lives.live(runs=lives.open) == 0

    await lives.check()
    again = sum("done" in line for line in lives.ledger())
    sys.stdout.write(
        f"{KILLS} kills, {RUNS} runs ended, {len(lives.cut)} effects cut short and asked about, {again} steps done, "
        f"{time.monotonic() - began:.0f} s, chance began with {seed}\n"
    )
    assert lives.cut, "no kill ever hit an effect under way: the test shows nothing"
