"""MySQL and Redis stopped or killed and started again during runs, which wait for the one and do not need the other."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from company_service.app import metadata
from kernel.db import Database
from setup.mysql import installed_mysql
from tests.faults.graphs import ENDS
from tests.faults.lives import Forker, Lives, Sinks, some_runs
from tests.faults.worker import Order
from tests.servers.mysql_server import MySqlPlace, mysql_place
from tests.servers.redis_server import redis_place
from tests.servers.skipping import or_skipped

STOPS = {"stopped": signal.SIGTERM, "killed": signal.SIGKILL}
RUNS = 40


@pytest.fixture(scope="module")
def own_mysql() -> Iterator[MySqlPlace]:
    """A database server that this module may stop; what it committed outlives its death."""
    with or_skipped(mysql_place("mysql" if installed_mysql() else "mariadb", durable=True)) as place:
        yield place


@pytest.fixture
async def lives(sinks: Sinks, forker: Forker, tmp_path: Path) -> AsyncIterator[Callable[[str], Lives]]:
    """Makes workers to come, on a database that has its tables by the time they do."""
    databases: list[Database] = []

    def make(url: str) -> Lives:
        databases.append(Database(url))
        names = [*ENDS, *["whole"] * (RUNS - len(ENDS))]
        order = Order(url, str(tmp_path), sinks.ports, some_runs(*names), max_runs=8)
        return Lives(order, forker, sinks, databases[-1])

    yield make
    for each in databases:
        await each.close()


async def _create_tables(lives: Lives) -> None:
    async with lives.db.begin() as tx:
        await tx.connection.run_sync(metadata.create_all)


async def _some_have(lives: Lives, word: str, count: int) -> None:
    async with asyncio.timeout(60):
        while sum(word in line for line in lives.ledger()) < count:
            await asyncio.sleep(0.005)


@pytest.mark.mysql
@pytest.mark.slow
@pytest.mark.parametrize("how", STOPS)
async def test_runs_wait_for_a_database_that_was(
    how: str, own_mysql: MySqlPlace, lives: Callable[[str], Lives]
) -> None:
    with own_mysql.running() as server:
        living = lives(server.database(f"faults_{how}"))
        await _create_tables(living)
        living.start()
        await _some_have(living, "done", 20)
        os.kill(server.pid, STOPS[how])
    await living.db.close()
    await asyncio.sleep(1)

    with own_mysql.running():
        code = await living.over()

        assert code == 0
        await living.check(more_questions=True)
        await living.db.close()


@pytest.mark.redis
@pytest.mark.slow
@pytest.mark.parametrize("how", STOPS)
async def test_runs_go_on_without_a_redis_that_was(how: str, lives: Callable[[str], Lives], tmp_path: Path) -> None:
    with or_skipped(redis_place(kept=True)) as place:
        living = lives(f"sqlite+aiosqlite:///{tmp_path / 'test.db'}")
        await _create_tables(living)
        living.order = replace(living.order, redis=f"redis://127.0.0.1:{place.port}/0")
        with place.running() as server:
            living.start()
            await _some_have(living, "done", 10)
            os.kill(server.pid, STOPS[how])
        before = sum("done" in line for line in living.ledger())
        await _some_have(living, "done", before + 40)

        with place.running():
            code = await living.over()

    assert code == 0
    await living.check()
