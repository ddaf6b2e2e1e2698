"""An engine on a database of its own, with step types that tell what was done."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any, cast

import pytest

from company.tests.engine.worlds import DemoSteps, World
from company_service.engine import tables
from company_service.engine.embedded import TemporalServer
from company_service.engine.payloads import FilePayloads
from kernel.db import Database, service_metadata
from kernel.ids import new_id
from tests.servers.plugin import NewDatabase
from tests.servers.temporal_server import Temporal


@asynccontextmanager
async def database(url: str) -> AsyncGenerator[Database]:
    """A database with the engine's tables."""
    db = Database(url)
    metadata = service_metadata()
    tables.define(metadata)
    async with db.begin() as tx:
        await tx.connection.run_sync(metadata.create_all)
    try:
        yield db
    finally:
        await db.close()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """With each database; what goes through the whole engine, with each driver as well."""
    if "backend" not in metafunc.fixturenames:
        return
    backends: list[Any] = ["sqlite", pytest.param("mysql", marks=pytest.mark.mysql)]
    if "world" in metafunc.fixturenames and not metafunc.definition.get_closest_marker("embedded_only"):
        backends.append("temporal")
    metafunc.parametrize("backend", backends, indirect=True)


@pytest.fixture
def backend(request: pytest.FixtureRequest) -> str:
    """Where runs are kept: `sqlite` and `mysql` with the embedded driver, or `temporal`."""
    return str(request.param)


@pytest.fixture
def new_database(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> NewDatabase:
    if backend == "mysql":
        return cast("NewDatabase", request.getfixturevalue("new_mysql_database"))
    return lambda purpose: f"sqlite+aiosqlite:///{tmp_path / purpose}.db"


@pytest.fixture
def temporal(backend: str, request: pytest.FixtureRequest) -> TemporalServer | None:
    """A Temporal on which nobody else calls itself by this installation's name."""
    if backend != "temporal":
        return None
    server = cast("Temporal", request.getfixturevalue("temporal_server"))
    return TemporalServer(server.address, task_queue=new_id("queue"))


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    async with database(database_url) as opened:
        yield opened


@pytest.fixture
def steps() -> DemoSteps:
    return DemoSteps()


@pytest.fixture
async def world(
    db: Database, steps: DemoSteps, tmp_path: Path, temporal: TemporalServer | None
) -> AsyncIterator[World]:
    """An engine that can be stopped and started again, and what to start on it."""
    async with AsyncExitStack() as stack:
        world = World(db, steps, FilePayloads(tmp_path / "payloads"), stack, temporal)
        await world.open()
        yield world
