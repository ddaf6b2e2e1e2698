"""The servers that other tests rely on."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import sqlalchemy as sa
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import create_async_engine

from tests.servers.mysql_server import MySqlServer
from tests.servers.plugin import ROOT, NewDatabase
from tests.servers.process import answers


async def _ask(url: str, statement: str) -> object:
    engine = create_async_engine(url)
    try:
        async with engine.connect() as connection:
            return (await connection.execute(sa.text(statement))).scalar()
    finally:
        await engine.dispose()


async def test_a_database_is_empty_and_can_be_written(database_url: str) -> None:
    engine = create_async_engine(database_url)

    async with engine.begin() as connection:
        await connection.execute(sa.text("CREATE TABLE seen (id INTEGER PRIMARY KEY)"))
        await connection.execute(sa.text("INSERT INTO seen VALUES (1)"))
    await engine.dispose()

    assert await _ask(database_url, "SELECT COUNT(*) FROM seen") == 1


@pytest.mark.mysql
async def test_a_service_sees_no_schema_but_its_own(new_mysql_database: NewDatabase) -> None:
    ours = new_mysql_database("platform_ai")
    theirs = new_mysql_database("platform_auth")

    visible = str(await _ask(ours, "SELECT GROUP_CONCAT(schema_name) FROM information_schema.schemata"))

    assert str(sa.make_url(ours).database) in visible
    assert str(sa.make_url(theirs).database) not in visible


@pytest.mark.mysql
async def test_mariadb_answers_too(mariadb_server: MySqlServer) -> None:
    url = mariadb_server.database(f"own_{os.getpid()}")

    version = await _ask(url, "SELECT VERSION()")

    assert "MariaDB" in str(version)


@pytest.mark.redis
async def test_redis_is_empty_at_the_start_of_a_test(redis_url: str) -> None:
    async with Redis.from_url(redis_url) as client:  # pyright: ignore[reportUnknownMemberType] - untyped in redis
        before = await client.exists("left behind")
        await client.set("left behind", "1")

    assert before == 0


@pytest.mark.mysql
def test_a_server_ends_with_the_run_even_when_the_run_is_killed(tmp_path: Path, mariadb_server: MySqlServer) -> None:
    state = tmp_path / "mariadb.json"
    run = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    keeper = subprocess.Popen(
        [sys.executable, "-m", "tests.servers.keeper", "mariadb", str(state), str(run.pid)], cwd=ROOT
    )
    while not state.exists():
        assert keeper.poll() is None
        time.sleep(0.05)
    server = MySqlServer(**json.loads(state.read_text()))
    assert answers(server.port)

    run.send_signal(signal.SIGKILL)
    run.wait()

    assert keeper.wait(30) == 0
    assert not answers(server.port)
