"""Runs one server (MySQL, MariaDB, Temporal) for a whole test run, however many workers it has; ends when the run does.

A process of its own, because no worker knows whether it is the last: it watches the run's first process, so the
server ends even when the run is killed. Usage: `python -m tests.servers.keeper KIND STATE_FILE WATCHED_PID`.
"""

import json
import os
import signal
import sys
import time
from dataclasses import asdict
from functools import partial
from pathlib import Path
from types import FrameType

from tests.servers.mysql_server import mysql
from tests.servers.temporal_server import temporal

_KINDS = {"mysql": partial(mysql, "mysql"), "mariadb": partial(mysql, "mariadb"), "temporal": temporal}


def _alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        try:
            os.kill(pid, 0)
        except OSError:
            return False
        return not Path("/proc/self").exists()
    return state != "Z"


def _end(number: int, frame: FrameType | None) -> None:
    raise SystemExit(0)


def keep(kind: str, state: Path, watched: int) -> None:
    """Start the server, write how to reach it (or why it cannot be), and wait for the watched process to end."""
    signal.signal(signal.SIGTERM, _end)
    try:
        with _KINDS[kind]() as server:
            _write(state, json.dumps(asdict(server)))
            while _alive(watched):
                time.sleep(0.3)
    except Exception as error:
        _write(state, f"failed: {error}")
        raise


def _write(state: Path, text: str) -> None:
    unfinished = state.with_suffix(".part")
    unfinished.write_text(text)
    unfinished.rename(state)


if __name__ == "__main__":
    keep(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
