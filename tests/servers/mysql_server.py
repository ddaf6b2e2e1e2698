"""A private MySQL or MariaDB. An initialised data folder is kept as a template and copied: a third of a second."""

import asyncio
import os
import secrets
import shutil
import subprocess
import threading
from collections.abc import Coroutine, Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import asyncmy

from setup.mysql import Mysql97, installed_mysql
from setup.paths import CACHE
from tests.servers.process import (
    LOOPBACK,
    NotInstalled,
    folder,
    free_port,
    give_away,
    program,
    running,
    unprivileged,
)

Flavour = Literal["mysql", "mariadb"]

_SETTINGS = """[mysqld]
datadir={home}/data
socket={home}/socket
pid-file={home}/pid
port={port}
bind-address=127.0.0.1
tmpdir={home}
character-set-server=utf8mb4
collation-server=utf8mb4_unicode_520_ci
default-time-zone=+00:00
skip-log-bin
skip-name-resolve
performance_schema=OFF
max_connections=400
innodb_buffer_pool_size=96M
"""
_QUICK = """innodb_flush_log_at_trx_commit=0
innodb_doublewrite=0
innodb_flush_method=nosync
"""
_DURABLE = """innodb_flush_log_at_trx_commit=1
"""


@dataclass(frozen=True)
class MySqlServer:
    """A running server. `database` gives a schema with a user of its own, as the composed stack has them."""

    flavour: Flavour
    version: str
    port: int
    socket: str
    pid: int

    def database(self, name: str) -> str:
        """Create a schema and a user who may use only that one; returns the address for SQLAlchemy."""
        password = secrets.token_hex(12)
        self.execute(
            f"CREATE DATABASE `{name}` CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci",
            f"CREATE USER '{name}'@'%' IDENTIFIED BY '{password}'",
            f"GRANT ALL PRIVILEGES ON `{name}`.* TO '{name}'@'%'",
        )
        return f"mysql+asyncmy://{name}:{password}@{LOOPBACK}:{self.port}/{name}?charset=utf8mb4"

    def drop(self, name: str) -> None:
        """Remove a schema and its user."""
        self.execute(f"DROP DATABASE IF EXISTS `{name}`", f"DROP USER IF EXISTS '{name}'@'%'")

    def emptied(self, name: str, keep: str) -> bool:
        """Remove every row of a schema but those of the table `keep`; False when somebody is still at work in it."""
        gone: list[bool] = []
        _in_thread(self._empty(name, keep, gone))
        return bool(gone)

    async def _empty(self, name: str, keep: str, gone: list[bool]) -> None:
        connection = await asyncmy.connect(unix_socket=self.socket, user="root", password="", db=name, autocommit=True)
        try:
            async with connection.cursor() as cursor:
                await cursor.execute("SET foreign_key_checks = 0, lock_wait_timeout = 1, innodb_lock_wait_timeout = 1")
                await cursor.execute("SHOW TABLES")
                tables = [row[0] for row in await cursor.fetchall() if row[0] != keep]
                await cursor.execute(
                    " UNION ALL ".join(f"SELECT '{each}' WHERE EXISTS (SELECT 1 FROM `{each}`)" for each in tables)
                )
                for (table,) in await cursor.fetchall():
                    await cursor.execute(f"DELETE FROM `{table}`")
            gone.append(True)
        except asyncmy.errors.Error:
            pass  # it is dropped, which waits for nobody
        finally:
            connection.close()

    def execute(self, *statements: str) -> None:
        """Run statements as the administrator. Works inside a running event loop, too."""
        _in_thread(self._execute(statements))

    async def _execute(self, statements: tuple[str, ...]) -> None:
        connection = await asyncmy.connect(unix_socket=self.socket, user="root", password="", autocommit=True)
        try:
            async with connection.cursor() as cursor:
                for statement in statements:
                    await cursor.execute(statement)
        finally:
            connection.close()


def _in_thread(work: Coroutine[Any, Any, None]) -> None:
    failed: list[BaseException] = []

    def run() -> None:
        try:
            asyncio.run(work)
        except Exception as error:  # noqa: BLE001 - handed to the thread that asked
            failed.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    if failed:
        raise failed[0]


@dataclass(frozen=True)
class MySqlPlace:
    """A data folder and a port on which a server can be run, again and again."""

    server: MySqlServer
    command: list[str]
    log: Path

    @contextmanager
    def running(self) -> Generator[MySqlServer]:
        """Run it until the block ends. Raises `ServerDidNotStart`."""
        with running(self.command, log=self.log, ready=lambda: _logs_in(self.server)) as process:
            yield replace(self.server, pid=process.pid)


@contextmanager
def mysql_place(flavour: Flavour, *, durable: bool = False) -> Generator[MySqlPlace]:
    """Where a server can be run; `durable`: what it committed outlives its death. Raises `NotInstalled`."""
    server = _mysql97() if flavour == "mysql" else _MariaDb()
    with folder(flavour, in_memory=not durable) as home:
        port = free_port()
        settings = home / "my.cnf"
        written = _SETTINGS.format(home=home, port=port) + (_DURABLE if durable else _QUICK)
        settings.write_text(written + server.settings())
        shutil.copytree(_template(flavour, server), home / "data")
        give_away(home)
        command = [*server.command(), f"--defaults-file={settings}", *_as_user()]
        yield MySqlPlace(
            MySqlServer(flavour, server.version(), port, str(home / "socket"), 0), command, home / "log"
        )  # fmt: skip


@contextmanager
def mysql(flavour: Flavour, *, durable: bool = False) -> Generator[MySqlServer]:
    """Run a server until the block ends; `durable`: as in production. Raises `NotInstalled`, `ServerDidNotStart`."""
    with mysql_place(flavour, durable=durable) as place, place.running() as server:
        yield server


def _as_user() -> list[str]:
    user = unprivileged()
    return [f"--user={user}"] if user else []


def _logs_in(server: MySqlServer) -> bool:
    try:
        server.execute("SELECT 1")
    except Exception:  # noqa: BLE001 - the driver raises errors of many kinds while a server starts
        return False
    return True


class _MariaDb:
    """Debian's MariaDB."""

    def __init__(self) -> None:
        self._program = program("mariadbd", brings="Debian's mariadb-server-core")

    def version(self) -> str:
        out = subprocess.run([self._program, "--version"], capture_output=True, text=True, check=True).stdout
        return out.split("Ver ")[1].split()[0]

    def command(self) -> list[str]:
        return [self._program]

    def settings(self) -> str:
        return "skip-external-locking\n"

    def initialise(self, home: Path) -> None:
        install = program("mariadb-install-db", brings="Debian's mariadb-server-core")
        arguments = ["--auth-root-authentication-method=normal", "--skip-test-db", *_as_user()]
        _quiet([install, f"--defaults-file={home}/my.cnf", *arguments], home)


class _MySql:
    """Oracle's MySQL, as unpacked by `setup`."""

    def __init__(self, unpacked: Mysql97) -> None:
        self._unpacked = unpacked

    def version(self) -> str:
        return self._unpacked.version

    def command(self) -> list[str]:
        return self._unpacked.command

    def settings(self) -> str:
        return self._unpacked.settings

    def initialise(self, home: Path) -> None:
        _quiet([*self.command(), f"--defaults-file={home}/my.cnf", "--initialize-insecure", *_as_user()], home)


def _mysql97() -> _MySql:
    unpacked = installed_mysql()
    if unpacked is None:
        raise NotInstalled("MySQL is not on this machine; `make test` brings it where Debian's packages can be had.")
    return _MySql(unpacked)


def _quiet(command: list[str], home: Path) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=home)
    if done.returncode != 0:
        raise RuntimeError(f"{command[0]} failed:\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")


def _template(flavour: Flavour, server: _MariaDb | _MySql) -> Path:
    """An initialised data folder for this version, made once and kept between runs."""
    kept = CACHE / "templates" / f"{flavour}-{server.version()}-{os.geteuid()}"
    if not kept.exists():
        with folder(f"{flavour}-template") as home:
            written = _SETTINGS.format(home=home, port=free_port()) + _QUICK
            (home / "my.cnf").write_text(written + server.settings())
            if flavour == "mariadb":
                (home / "data").mkdir()
            give_away(home)
            server.initialise(home)
            unfinished = kept.with_name(f"{kept.name}.{os.getpid()}")
            shutil.copytree(home / "data", unfinished)
            if kept.exists():
                shutil.rmtree(unfinished)
            else:
                unfinished.rename(kept)
    return kept
