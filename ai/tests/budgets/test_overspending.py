"""Nobody overspends: a hundred at once, random calls, deaths in the middle; and with real processes that are killed."""

import random
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from ai.tests.budgets.rounds import Round, company_of, prepare, read_bill, start_rounds, sweep_everything, verdicts
from ai_service.app import manifest
from ai_service.budgets import service
from tests.harness import SteppingClock, open_service
from tests.servers.plugin import NewDatabase

SEED = 20261130
ROUNDS = range(6)
FINE = {
    "rounds_with_a_bill_over_the_budget": 0,
    "rounds_counted_over_the_budget": 0,
    "rounds_billed_more_than_counted": 0,
    "reservations_left": 0,
}


class Bill:
    """The vendor's."""

    def __init__(self) -> None:
        self.by_company: Counter[str] = Counter()

    def charge(self, company: str, nanos: int) -> None:
        self.by_company[company] += nanos


async def test_no_bill_is_ever_over_its_budget_and_nothing_stays_reserved(tmp_path: Path, database_url: str):
    clock, bill = SteppingClock(), Bill()
    async with open_service(manifest, tmp_path, url=database_url, clock=clock) as ai:
        await prepare(ai.deps, ROUNDS, SEED)
        for number in ROUNDS:
            await Round(number, random.Random(SEED + number), ai.deps, bill).play(deadly=True)
        clock.go_on(timedelta(minutes=2))
        await service.sweep(ai.deps)

        verdict = await verdicts(ai.deps, ROUNDS, bill.by_company, SEED)

    assert verdict.items() >= FINE.items()
    assert verdict["rounds_that_reached_their_limit"] > 0


@pytest.mark.mysql
async def test_two_processes_share_one_budget_while_both_are_killed(tmp_path: Path, new_mysql_database: NewDatabase):
    url, bill = new_mysql_database("killed"), Bill()
    async with open_service(manifest, tmp_path, url=url) as ai:
        await prepare(ai.deps, range(8), SEED)
    processes = [start_rounds(url, 0, 8) for _ in range(2)]
    for process, life in zip(processes, (30, 45), strict=True):
        read_bill(process, bill, life=life)

    verdict = await sweep_everything(url, tmp_path, range(8), bill.by_company, SEED)

    assert bill.by_company[company_of(0)] > 0
    assert verdict.items() >= FINE.items()
