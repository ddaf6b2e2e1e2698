"""Workers and the server killed while Temporal holds the runs: every run ends, nothing is lost, no mail goes twice."""

import asyncio
import os
import signal
from collections import Counter
from pathlib import Path

import pytest
import sqlalchemy as sa

from company.tests.engine.conftest import database
from company.tests.engine.test_crashes import Workers, check_journal, entries
from company.tests.engine.worker import Ledger
from company_service.engine.loading import Loader, Plans
from company_service.engine.payloads import FilePayloads
from company_service.engine.tables import runs
from kernel.ids import new_id
from tests.servers.skipping import or_skipped
from tests.servers.temporal_server import temporal


@pytest.mark.slow
async def test_runs_survive_kills_of_their_workers_and_of_the_server(tmp_path: Path) -> None:
    run_ids = [new_id("run") for _ in range(8)]
    url = f"sqlite+aiosqlite:///{tmp_path / 'runs.db'}"
    async with database(url):
        pass
    with or_skipped(temporal(data=tmp_path / "temporal.db")) as server:
        address, port = server.address, server.port
        order = {"address": address, "task_queue": "killed"}
        workers = Workers(url, tmp_path, run_ids)
        for _ in range(3):
            pid = workers.start(max_runs=4, lease=1.0, instance="killed", temporal=order)
            await asyncio.to_thread(workers.wait_until_up, pid)
            await asyncio.to_thread(workers.wait_until_at_work)
            workers.kill(pid)
        workers.start(max_runs=32, lease=1.0, instance="killed", temporal=order)
        await asyncio.sleep(1)
        os.kill(server.pid, signal.SIGKILL)
    with temporal(port=port, data=tmp_path / "temporal.db"):
        await asyncio.to_thread(workers.wait_for_the_end, 90)
        workers.close()

    async with database(url) as db:
        rows = await entries(db)
        check_journal(rows, run_ids)
        loader = Loader(db, FilePayloads(tmp_path / "payloads"), Plans())
        found = await loader.entries(run_ids)
        async with db.read() as tx:
            shown = await tx.all(sa.select(runs))
        for row in shown:
            projected = (await loader.load(row, found[row["id"]])).projection.run
            assert (row["status"], row["cost"], row["ended_at"], row["changed_seq"]) == (
                projected.status, projected.cost, projected.ended_at, projected.changed_seq,
            )  # fmt: skip
    ledger = Ledger.read(tmp_path / "ledger")
    mails = Counter(line["run"] for line in ledger if line.get("done") == "mail")
    again = Counter((row["run_id"], row["step"]) for row in rows if row["kind"] == "step.recovered")
    done = Counter((line["run"], line["done"]) for line in ledger if "done" in line)
    assert set(mails.values()) <= {1}
    assert all(count <= 1 + again[key] for key, count in done.items())
    assert sum(again.values()) > 0, "no kill ever hit a step under way: the test shows nothing"
