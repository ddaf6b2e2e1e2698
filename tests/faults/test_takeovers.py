"""Several processes on one database, of which one after the other is killed: the living take over what the dead had."""

import asyncio
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from company.tests.engine.conftest import database
from company.tests.engine.test_crashes import Workers, check_journal, check_projections, entries
from company.tests.engine.worker import Ledger
from kernel.ids import new_id

KILLS = 8


@pytest.mark.slow
@pytest.mark.mysql
async def test_runs_of_killed_processes_are_taken_over_by_the_living_and_nothing_is_done_twice(
    new_mysql_database: Any, tmp_path: Path
) -> None:
    url, run_ids = new_mysql_database("takeover"), [new_id("run") for _ in range(120)]
    order = {"max_runs": 4, "lease": 0.5, "instance": None}  # no name: nobody takes them for the dead come back
    async with database(url):
        pass
    workers = Workers(url, tmp_path, run_ids)
    try:
        for _ in range(2):
            await asyncio.to_thread(workers.wait_until_up, workers.start(**order))
        for _ in range(KILLS):
            await asyncio.sleep(random.uniform(0, 0.3))
            workers.kill(random.choice(workers.alive))
            await asyncio.to_thread(workers.wait_until_up, workers.start(**order))
        await asyncio.to_thread(workers.wait_for_the_end, 60)

        async with database(url) as db:
            rows = await entries(db)
            check_journal(rows, run_ids)
            await check_projections(db, tmp_path, run_ids)
    finally:
        workers.close()
    mails = Counter(line["run"] for line in Ledger.read(workers.ledger) if line.get("done") == "mail")
    asked = {line["run"] for line in Ledger.read(workers.ledger) if "uncertain" in line}
    assert max(mails.values()) == 1
    assert set(run_ids) - mails.keys() <= asked  # one that was not sent was asked about
    assert any(row["kind"] == "step.recovered" for row in rows), "no kill ever hit a step under way"
