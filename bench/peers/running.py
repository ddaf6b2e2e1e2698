"""Installs a peer outside the repository, runs its program, gives it orders and counts the CPU of all its processes."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import psutil

from setup.node import node_environment, npm_command
from setup.paths import CACHE, ROOT
from setup.python import UV, uv_environment

_HERE = Path(__file__).parent
_HOME = CACHE / "bench-peers"


class PeerFailed(Exception):
    """A peer could not be installed or did not do what it was told; says what it printed last."""


@dataclass(frozen=True)
class Peer:
    """Something one would use instead. `environment` names what several peers share."""

    name: str
    title: str
    program: str = ""
    durable: str = ""
    python: Sequence[str] = ()
    npm: Sequence[str] = ()
    arguments: Sequence[str] = ()
    environment: str = ""
    concurrency: Sequence[int] = (1, 32, 128)

    @property
    def home(self) -> Path:
        """Where it is installed: another version has another place."""
        pins = sha256("\n".join([sys.version, *self.python, *self.npm]).encode()).hexdigest()[:12]
        return _HOME / f"{self.environment or self.name}-{pins}"

    def install(self) -> None:
        """Bring its packages, once. Raises `PeerFailed`."""
        if (self.home / "installed").exists():
            return
        shutil.rmtree(self.home, ignore_errors=True)
        self.home.mkdir(parents=True)
        uv = str(UV) if UV.exists() else shutil.which("uv")
        if uv is None:
            raise PeerFailed("uv is not here yet; `make run` brings it.")
        python = self.home / "bin" / "python"
        _quiet([uv, "venv", "--clear", "--python", sys.executable, str(self.home)], uv_environment())
        if self.python:
            _quiet(
                [uv, "pip", "install", "--compile-bytecode", "--python", str(python), *self.python], uv_environment()
            )
        if self.npm:
            folder = self.home / "npm"
            folder.mkdir()
            (folder / "package.json").write_text('{"private": true}')
            npm = [*npm_command(), "install", "--no-audit", "--no-fund", "--prefix", str(folder), *self.npm]
            _quiet(npm, node_environment())
        (self.home / "installed").touch()

    def command(self) -> list[str]:
        """What starts its program."""
        # The one server from npm is a program that Python's side starts: it is handed its path.
        found = [str(path) for path in (self.home / "npm").glob("node_modules/*/*/bin/*")]
        program = str(_HERE / "programs" / self.program)
        return [str(self.home / "bin" / "python"), program, *self.arguments, *found]


def peers() -> list[Peer]:
    """Every peer that is described here."""
    return [described(path) for path in sorted(_HERE.glob("*.toml"))]


def described(path: Path) -> Peer:
    """The peer that a file describes."""
    return Peer(path.stem, **tomllib.loads(path.read_text()))


def _quiet(command: Sequence[str], environment: Mapping[str, str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **environment}, check=False)
    if done.returncode:
        raise PeerFailed(f"{' '.join(command[:4])} … failed: {done.stderr[-1500:]}")


@dataclass(frozen=True)
class Measured:
    """What came of an order."""

    runs: int
    seconds: float
    cpu_seconds: float
    times_ms: Sequence[float]


class Program:
    """A running program and all that it started. `others` are servers whose CPU is counted with it."""

    def __init__(self, process: subprocess.Popen[str], log: Path, others: Iterable[int] = ()) -> None:
        self._process = process
        self._log = log
        self._others = [psutil.Process(pid) for pid in others]
        self._hear()

    def tell(self, concurrency: int, seconds: float) -> None:
        """Give an order."""
        if self._process.stdin is None:
            raise PeerFailed("The program cannot be told anything.")
        self._process.stdin.write(json.dumps({"concurrency": concurrency, "seconds": seconds}) + "\n")
        self._process.stdin.flush()

    def hear(self) -> tuple[int, float, list[float]]:
        """The answer: runs, seconds, milliseconds of each."""
        answer = self._hear()
        return answer["runs"], answer["seconds"], answer["times_ms"]

    def measure(self, concurrency: int, seconds: float) -> Measured:
        """Give an order and wait until it is done."""
        before = self.cpu()
        self.tell(concurrency, seconds)
        runs, took, times = self.hear()
        return Measured(runs, took, self.cpu() - before, times)

    def cpu(self) -> float:
        """Seconds, user and system, of every process there is or has been."""
        me = psutil.Process(self._process.pid)
        total = 0.0
        for process in [me, *me.children(recursive=True), *self._others]:
            with suppress(psutil.NoSuchProcess):
                times = process.cpu_times()
                total += times.user + times.system + times.children_user + times.children_system
        return total

    def _hear(self) -> dict[str, Any]:
        if self._process.stdout is None:
            raise PeerFailed("The program cannot be heard.")
        for line in self._process.stdout:
            if line.startswith("{"):  # else a library says something
                return json.loads(line)
        raise PeerFailed(f"It ended with {self._process.wait(10)}: {self._log.read_text(errors='replace')[-1500:]}")


@contextmanager
def program(command: Sequence[str], environment: Mapping[str, str], others: Iterable[int] = ()) -> Generator[Program]:
    """Run a program in a folder of its own on disk; at the end nothing that it started is left."""
    with tempfile.TemporaryDirectory(prefix="agent-platform-bench-", ignore_cleanup_errors=True) as folder:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        log = Path(folder) / "log"
        with log.open("wb") as out:
            process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=out,
                text=True,
                cwd=folder,
                env={**kept, "PYTHONPATH": str(ROOT), "BENCH_FOLDER": folder, **environment},
                start_new_session=True,
            )
        try:
            yield Program(process, log, others)
        finally:
            _end(process)


def _end(process: subprocess.Popen[str]) -> None:
    if process.stdin:
        process.stdin.close()
    with suppress(subprocess.TimeoutExpired):
        process.wait(30)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    if process.stdout:
        process.stdout.close()
