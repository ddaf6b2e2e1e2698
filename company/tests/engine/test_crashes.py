"""Processes killed at random moments, and processes that sleep through their lease: every run ends, nothing is lost,
nothing that is journaled is done again."""

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from company.tests.engine.conftest import database
from company.tests.engine.worker import Ledger
from company_service.engine.loading import Loader, Plans
from company_service.engine.payloads import FilePayloads
from company_service.engine.tables import journal, run_timers, runs
from kernel.db import Database
from kernel.ids import new_id

ROOT = Path(__file__).resolve().parents[3]


class Workers:
    """Workers of one database, to be killed."""

    def __init__(self, url: str, folder: Path, run_ids: list[str]) -> None:
        self.ledger = folder / "ledger"
        self._order: dict[str, Any] = {"url": url, "folder": str(folder), "runs": run_ids}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "company.tests.engine.worker"],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.alive: list[int] = []

    def start(self, **order: Any) -> int:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps({**self._order, **order}) + "\n")
        self._process.stdin.flush()
        pid = int(self._process.stdout.readline())
        self.alive.append(pid)
        return pid

    def wait_until_up(self, pid: int) -> None:
        until = time.monotonic() + 30
        while not any(line.get("up") == pid for line in Ledger.read(self.ledger)):
            assert time.monotonic() < until, "the worker does not come up"
            time.sleep(0.01)

    def wait_until_at_work(self) -> None:
        """Until one more step has done what it does, and is not over yet."""
        begun, until = self._done(), time.monotonic() + 30
        while self._done() == begun:
            assert time.monotonic() < until, "no step is carried out"
            time.sleep(0.001)

    def _done(self) -> int:
        return sum("done" in line for line in Ledger.read(self.ledger))

    def kill(self, pid: int) -> None:
        os.kill(pid, signal.SIGKILL)
        self.alive.remove(pid)

    def wait_for_the_end(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while not any("all_ended" in line for line in Ledger.read(self.ledger)):
            assert time.monotonic() < until, "some runs do not end"
            time.sleep(0.05)

    def close(self) -> None:
        for pid in list(self.alive):
            self.kill(pid)
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(10)
        assert self._process.stdout
        self._process.stdout.close()


@pytest.fixture
def run_ids() -> list[str]:
    return [new_id("run") for _ in range(200)]


@pytest.fixture
async def prepared(database_url: str) -> None:
    async with database(database_url):
        pass


@pytest.fixture
def workers(database_url: str, prepared: None, tmp_path: Path, run_ids: list[str]) -> Iterator[Workers]:
    started = Workers(database_url, tmp_path, run_ids)
    yield started
    started.close()


async def entries(db: Database) -> list[Any]:
    async with db.read() as tx:
        return list(await tx.all(sa.select(journal).order_by(journal.c.run_id, journal.c.seq)))


async def check_projections(db: Database, folder: Path, run_ids: list[str]) -> None:
    """The rows that are shown are those that the journal alone gives."""
    loader = Loader(db, FilePayloads(folder / "payloads"), Plans())
    found = await loader.entries(run_ids)
    async with db.read() as tx:
        rows = await tx.all(sa.select(runs))
        assert await tx.scalar(sa.select(sa.func.count()).select_from(run_timers)) == 0
    for row in rows:
        projected = (await loader.load(row, found[row["id"]])).projection.run
        assert (row["status"], row["cost"], row["ended_at"], row["changed_seq"], row["owner"]) == (
            projected.status, projected.cost, projected.ended_at, projected.changed_seq, None,
        )  # fmt: skip


def check_journal(rows: list[Any], run_ids: list[str]) -> None:
    """Every run ended well, once; every step has one result; the numbers have no gap."""
    ended = Counter(row["run_id"] for row in rows if row["kind"] == "run.ended")
    assert ended == Counter(run_ids)
    assert {row["facts"]["status"] for row in rows if row["kind"] == "run.ended"} == {"succeeded"}
    results = Counter((row["run_id"], row["step"]) for row in rows if row["kind"] == "step.succeeded")
    assert set(results.values()) == {1}
    by_run: dict[str, list[int]] = {}
    for row in rows:
        by_run.setdefault(row["run_id"], []).append(row["seq"])
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in by_run.values())


@pytest.mark.slow
async def test_two_hundred_runs_survive_fifty_kills(
    workers: Workers, database_url: str, tmp_path: Path, run_ids: list[str]
) -> None:
    chance = random.Random(7)
    for _ in range(50):
        pid = workers.start(max_runs=4, lease=10, instance="killed")
        if chance.random() < 0.8:  # else it is killed while it comes up
            await asyncio.to_thread(workers.wait_until_up, pid)
        await asyncio.sleep(chance.uniform(0, 0.3))
        workers.kill(pid)
    workers.start(max_runs=32, lease=10, instance="killed")
    await asyncio.to_thread(workers.wait_for_the_end, 60)

    async with database(database_url) as db:
        rows = await entries(db)
        check_journal(rows, run_ids)
        await check_projections(db, tmp_path, run_ids)
    ledger = Ledger.read(workers.ledger)
    done: dict[tuple[str, str], list[str]] = {}
    for line in ledger:
        if "done" in line:
            done.setdefault((line["run"], line["done"]), []).append(line["nonce"])
    succeeded = {
        (row["run_id"], row["step"]): row
        for row in rows
        if row["kind"] == "step.succeeded" and row["step"] != "each"  # the loop itself does nothing
    }
    again = Counter((row["run_id"], row["step"]) for row in rows if row["kind"] == "step.recovered")
    # What is journaled is the last thing that was done: it was not lost, and not done again.
    assert all(json.loads(row["value"])["nonce"] == done[key][-1] for key, row in succeeded.items())
    assert all(len(nonces) <= 1 + again[key] for key, nonces in done.items())
    assert all(len(nonces) == 1 for (_, step), nonces in done.items() if step == "mail")
    asked = {line["run"] for line in ledger if "uncertain" in line}
    unsure = [row for row in rows if row["kind"] == "step.failed"]
    assert {row["run_id"] for row in unsure} <= asked  # only a person gives up an effect that may have happened
    assert {row["facts"]["error"]["type"] for row in unsure} <= {"/problems/uncertain-effect"}
    assert sum(again.values()) > 0, "no kill ever hit a step under way: the test shows nothing"


@pytest.mark.slow
@pytest.mark.mysql
async def test_a_process_that_sleeps_through_its_lease_can_write_nothing(
    new_mysql_database: Any, tmp_path: Path, run_ids: list[str]
) -> None:
    url = new_mysql_database("zombie")
    async with database(url):
        pass
    workers = Workers(url, tmp_path, run_ids)
    try:
        first = workers.start(max_runs=16, lease=1.0, instance=None)
        await asyncio.to_thread(workers.wait_until_up, first)
        workers.start(max_runs=16, lease=1.0, instance=None)
        for _ in range(3):
            await asyncio.sleep(0.3)
            os.kill(first, signal.SIGSTOP)
            await asyncio.sleep(1.6)
            os.kill(first, signal.SIGCONT)
        await asyncio.to_thread(workers.wait_for_the_end, 60)

        async with database(url) as db:
            rows = await entries(db)
            check_journal(rows, run_ids)
    finally:
        workers.close()
    mails = Counter(line["run"] for line in Ledger.read(workers.ledger) if line.get("done") == "mail")
    assert set(mails.values()) == {1}
