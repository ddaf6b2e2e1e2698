"""Fixtures of real servers, for every test in the repository (loaded by the root `conftest.py`).

One MySQL (or MariaDB) and one Temporal serve all workers of a test run; a schema, a task queue belong to one test. Each
worker has its own Redis, emptied before each test that asks for it. A server that is not installed skips the tests that
need it, with the reason.
"""

import fcntl
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from setup.mysql import installed_mysql
from tests.servers.mysql_server import MySqlServer
from tests.servers.redis_server import RedisServer, redis
from tests.servers.skipping import or_skipped
from tests.servers.spare import Spares, part_of
from tests.servers.temporal_server import Temporal

ROOT = Path(__file__).resolve().parents[2]
NewDatabase = Callable[[str], str]
"""Creates an empty database and gives its address; the argument goes into its name."""


def pytest_report_header() -> str:
    """Say which database server `mysql` means in this run."""
    found = installed_mysql()
    if found is not None:
        return f"database server: MySQL {found.version}"
    return "database server: MariaDB, STANDING IN FOR MYSQL, which is not on this machine"


_keepers: list[subprocess.Popen[bytes]] = []
"""Kept, because they outlive what starts them; they end by themselves."""


def _first_process() -> int:
    """The process whose end is the end of the run: the one that started the workers, or this one."""
    return os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid()


def _run_folder(factory: pytest.TempPathFactory) -> Path:
    base = factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


def _kept(kind: str, factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What is known of the run's server of this kind, which the first to ask starts."""
    state = _run_folder(factory) / f"{kind}.{_first_process()}.json"
    with state.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not state.exists():
            _start_keeper(kind, state)
    text = state.read_text()
    if text.startswith("failed: "):
        pytest.skip(text.removeprefix("failed: ")) if "on this machine" in text else pytest.fail(text)
    return json.loads(text)


def _start_keeper(kind: str, state: Path) -> None:
    with state.with_suffix(".log").open("wb") as log:
        command = [sys.executable, "-m", "tests.servers.keeper", kind, str(state), str(_first_process())]
        _keepers.append(
            subprocess.Popen(
                command, cwd=ROOT, stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True
            )
        )
    until = time.monotonic() + 120
    while not state.exists():
        if time.monotonic() > until:
            pytest.fail(f"{kind} did not start: see {state.with_suffix('.log')}")
        time.sleep(0.05)


@pytest.fixture(scope="session")
def mysql_server(tmp_path_factory: pytest.TempPathFactory) -> MySqlServer:
    """The server that `mysql` means: a real MySQL, or MariaDB where there is none (the run's header says which)."""
    return MySqlServer(**_kept("mysql" if installed_mysql() else "mariadb", tmp_path_factory))


@pytest.fixture(scope="session")
def mariadb_server(tmp_path_factory: pytest.TempPathFactory) -> MySqlServer:
    """A MariaDB."""
    return MySqlServer(**_kept("mariadb", tmp_path_factory))


@pytest.fixture(scope="session")
def redis_server() -> Iterator[RedisServer]:
    """This worker's Redis."""
    with or_skipped(redis()) as server:
        yield server


@pytest.fixture(scope="session")
def temporal_server(tmp_path_factory: pytest.TempPathFactory) -> Temporal:
    """The run's Temporal."""
    return Temporal(**_kept("temporal", tmp_path_factory))


@pytest.fixture
def redis_url(redis_server: RedisServer) -> str:
    """The address of an empty Redis."""
    redis_server.forget_everything()
    return redis_server.url


def _name(purpose: str) -> str:
    return f"t{os.getpid()}_{time.time_ns() % 10**10}_{purpose}"[:32].replace("-", "_")


def _databases(server: MySqlServer, created: list[str]) -> NewDatabase:
    def create(purpose: str) -> str:
        name = _name(purpose)
        created.append(name)
        return server.database(name)

    return create


@pytest.fixture(scope="session")
def spares(mysql_server: MySqlServer) -> Spares:
    """This worker's spare schemas."""
    return Spares(mysql_server)


@pytest.fixture
def new_mysql_database(request: pytest.FixtureRequest, mysql_server: MySqlServer) -> Iterator[NewDatabase]:
    """Creates empty schemas, which live as long as the test.

    Tests of a service get them with the service's tables, unless they are `migrates`.
    """
    part = None if request.node.get_closest_marker("migrates") else part_of(request.path, ROOT)
    if part is None:
        created: list[str] = []
        yield _databases(mysql_server, created)
        for name in created:
            mysql_server.drop(name)
    else:
        spares = cast("Spares", request.getfixturevalue("spares"))
        given: list[str] = []
        yield lambda purpose: spares.take(part, _name(purpose), given)
        for name in given:
            spares.give_back(part, name)


@pytest.fixture(params=["sqlite", pytest.param("mysql", marks=pytest.mark.mysql)])
def new_database(request: pytest.FixtureRequest, tmp_path: Path) -> NewDatabase:
    """Creates empty databases of one kind, which live as long as the test; the test runs once with each kind."""
    if request.param == "mysql":
        return cast("NewDatabase", request.getfixturevalue("new_mysql_database"))
    return lambda purpose: f"sqlite+aiosqlite:///{tmp_path / purpose}.db"


@pytest.fixture
def database_url(new_database: NewDatabase) -> str:
    """The address of an empty database; the test runs once with SQLite and once with MySQL."""
    return new_database("test")
