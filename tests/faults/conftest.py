"""Processes to be killed, on a database of their own, beside other systems that count what reaches them."""

import json
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import cast

import pytest

from company_service.app import metadata
from kernel.db import Database
from tests.faults.lives import Forker, Lives, Sinks, end, program, some_runs
from tests.faults.worker import Order
from tests.servers.mysql_server import MySqlServer


@pytest.fixture(scope="session")
def sinks() -> Iterator[Sinks]:
    """The other systems."""
    process = program("tests.faults.sinks")
    assert process.stdout
    yield Sinks(process, json.loads(process.stdout.readline()))
    end(process)


@pytest.fixture(scope="session")
def forker() -> Iterator[Forker]:
    """Starts workers."""
    process = program("tests.faults.worker")
    yield Forker(process)
    end(process)


@pytest.fixture(scope="module", params=["sqlite", pytest.param("mysql", marks=pytest.mark.mysql)])
def kept_database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A database that the tests of a module share: what ended leaves no trace but its rows."""
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path_factory.mktemp('faults') / 'test.db'}"
        return
    server = cast("MySqlServer", request.getfixturevalue("mysql_server"))
    name = f"faults_{os.getpid()}_{os.urandom(3).hex()}"
    yield server.database(name)
    server.drop(name)


@pytest.fixture
async def lives(kept_database: str, sinks: Sinks, forker: Forker, tmp_path: Path) -> AsyncIterator[Lives]:
    """Workers to come, on one run of each workflow."""
    db = Database(kept_database)
    async with db.begin() as tx:
        await tx.connection.run_sync(metadata.create_all)
    runs = some_runs("whole", "cancelled", "late", "failing")
    yield Lives(Order(kept_database, str(tmp_path), sinks.ports, runs), forker, sinks, db)
    await db.close()
