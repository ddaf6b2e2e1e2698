"""Whether anybody ever spends more than a budget: 1,000 rounds of 100 callers at once, with `kill -9` in the middle.

Each round has a budget with room for 3 to 20 of its 100 calls. Calls end well, are refused by the vendor, or are cut
off after they were charged; the process that makes them is killed every few hundred calls. The vendor's bill is kept
outside it. At the end nothing may be reserved, and no bill may be over its budget or over what was counted.
"""

import asyncio
import random
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from ai.tests.budgets.rounds import prepare, read_bill, start_rounds, sweep_everything
from ai_service.app import manifest
from tests.harness import open_service

_CALLS_A_ROUND = 100


class _Bill:
    def __init__(self) -> None:
        self.by_company: Counter[str] = Counter()

    def charge(self, company: str, nanos: int) -> None:
        self.by_company[company] += nanos


async def _play(rounds: int, seed: int) -> dict[str, Any]:
    chance, bill, kills, first, began = random.Random(seed), _Bill(), 0, 0, time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{Path(folder) / 'ai.db'}"
        async with open_service(manifest, Path(folder), url=url) as ai:
            await prepare(ai.deps, range(rounds), seed)
        while first < rounds:
            process = start_rounds(url, first, rounds)
            over = await asyncio.to_thread(read_bill, process, bill, life=chance.randint(20, 500))
            kills += process.returncode != 0
            # The round in which it died is not played again: its callers have been charged already.
            first += over + 1
        verdict = await sweep_everything(url, Path(folder), range(rounds), bill.by_company, seed)
    return {
        **verdict,
        "calls": rounds * _CALLS_A_ROUND,
        "kills": kills,
        "seconds": round(time.monotonic() - began, 1),
        "seed": seed,
    }


def run(*, quick: bool) -> dict[str, Any]:
    """1,000 rounds (60 when quick)."""
    return asyncio.run(_play(60 if quick else 1_000, seed=20261130))
