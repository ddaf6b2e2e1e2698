"""A few worker processes for users' code: questions wait in line, a worker that overruns is killed and replaced.

Threads of its own wait for the workers, so that the event loop never does. A step that waits for a free worker takes
no place of other steps (`StepInfo.own_pool`).
"""

import asyncio
import os
import selectors
import signal
import struct
import subprocess
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic
from types import TracebackType
from typing import Any, Self

import orjson

from company_service.sandbox.isolation import Isolation, probe
from kernel.telemetry import get_logger

_log = get_logger(__name__)

HEADER = struct.Struct(">I")
"""As `worker` has it, which is not imported: it needs the interpreter's library."""
_START_SECONDS = 20.0
_GRACE_SECONDS = 3.0
_LONGEST_ANSWER = 16 * 1024 * 1024
_CHECKS_KEPT = 2_000


@dataclass(frozen=True)
class Limits:
    """What code of users may use. Bytes and seconds."""

    seconds: float = 5.0
    memory: int = 64 * 1024 * 1024
    input: int = 4 * 1024 * 1024
    output: int = 1024 * 1024
    printed: int = 16 * 1024


class WorkerGone(Exception):
    """The worker process ended, or was ended, before it answered."""

    def __init__(self, *, overran: bool) -> None:
        super().__init__("overran" if overran else "ended")
        self.overran = overran


class Worker:
    """One worker process, as its one user sees it."""

    def __init__(self, isolation: Isolation) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - a fixed command
            isolation.command(),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env={}, cwd="/", start_new_session=True,
        )  # fmt: skip
        self._fresh = True
        self._in_use = threading.Lock()

    @property
    def alive(self) -> bool:
        """Whether the process is there."""
        return self._process.poll() is None

    def ask(self, question: Mapping[str, Any], seconds: float) -> dict[str, Any]:
        """The answer. Raises `WorkerGone`; then this worker is of no more use."""
        with self._in_use:
            try:
                return self._answer(question, seconds)
            except (OSError, ValueError) as error:
                self._end()
                raise WorkerGone(overran=False) from error
            except WorkerGone:
                self._end()
                raise

    def _answer(self, question: Mapping[str, Any], seconds: float) -> dict[str, Any]:
        until = monotonic() + seconds + (_START_SECONDS if self._fresh else 0)
        data = orjson.dumps(question)
        stdin = self._process.stdin
        if stdin is None:
            raise WorkerGone(overran=False)
        stdin.write(HEADER.pack(len(data)) + data)
        stdin.flush()
        size: int = HEADER.unpack(self._read(HEADER.size, until))[0]
        if size > _LONGEST_ANSWER:
            raise WorkerGone(overran=False)
        found = orjson.loads(self._read(size, until))
        self._fresh = False
        return found

    def _read(self, size: int, until: float) -> bytes:
        stdout = self._process.stdout
        if stdout is None:
            raise WorkerGone(overran=False)
        parts: list[bytes] = []
        with selectors.DefaultSelector() as ready:
            ready.register(stdout, selectors.EVENT_READ)
            while size:
                if not ready.select(max(0.0, until - monotonic())):
                    raise WorkerGone(overran=True)
                part = os.read(stdout.fileno(), min(size, 65_536))
                if not part:
                    raise WorkerGone(overran=False)
                parts.append(part)
                size -= len(part)
        return b"".join(parts)

    def kill(self) -> None:
        """End the process and all it started. May be called from any thread."""
        self._kill()
        # Who waits for an answer sees the end of the pipe, and closes it: closed under them, they would wait on.
        if self._in_use.acquire(blocking=False):
            self._close()
            self._in_use.release()

    def _end(self) -> None:
        self._kill()
        self._close()

    def _kill(self) -> None:
        if self._process.returncode is None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def _close(self) -> None:
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                with suppress(OSError):  # what could not be written any more
                    pipe.close()


class Sandbox:
    """Runs users' code. Use as a context manager, which ends the workers on the way out."""

    def __init__(self, *, workers: int = 0, limits: Limits | None = None, isolation: Isolation | None = None) -> None:
        self.limits = limits or Limits()
        self._isolation = isolation
        self._size = workers or max(2, min(4, os.cpu_count() or 2))
        self._threads = ThreadPoolExecutor(self._size, thread_name_prefix="sandbox")
        self._turn = asyncio.Semaphore(self._size)
        self._idle: list[Worker] = []
        self._all: set[Worker] = set()
        self._lock = threading.Lock()
        self._checks: dict[str, dict[str, Any]] = {}
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._closed = True
        with self._lock:
            workers = list(self._all)
            self._all.clear()
            self._idle.clear()
        for worker in workers:
            worker.kill()
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def run(self, code: str, given: Any, *, now: str, seed: str) -> dict[str, Any]:
        """What comes of the code: `{"output", "printed"}` or `{"error", "printed"}` as `worker` says."""
        question = {
            "run": code, "input": given, "now": now, "seed": seed, "seconds": self.limits.seconds,
            "memory": self.limits.memory, "output": self.limits.output, "printed": self.limits.printed,
        }  # fmt: skip
        async with self._turn:
            worker = self._take()
            asked = asyncio.get_running_loop().run_in_executor(self._threads, self._ask, worker, question)
            try:
                return await asyncio.shield(asked)
            except asyncio.CancelledError:
                worker.kill()
                await asyncio.wait({asked})
                raise

    def check(self, code: str) -> dict[str, Any]:
        """What is wrong with the syntax, as `run` tells of it; nothing of the code runs. Waits a few milliseconds."""
        known = self._checks.get(code)
        if known is None:
            known = self._ask(self._take(), {"check": code})
            if len(self._checks) >= _CHECKS_KEPT:
                self._checks.clear()
            if known.get("error", {}).get("kind") not in {"crashed", "time"}:
                self._checks[code] = known
        return known

    def _take(self) -> Worker:
        with self._lock:
            while self._idle:
                worker = self._idle.pop()
                if worker.alive:
                    return worker
                self._all.discard(worker)
                worker.kill()
        if self._isolation is None:
            self._isolation = probe()
            _log.info("sandbox", isolation=self._isolation.describe())
        worker = Worker(self._isolation)
        with self._lock:
            self._all.add(worker)
        if self._closed:
            worker.kill()
        return worker

    def _ask(self, worker: Worker, question: Mapping[str, Any]) -> dict[str, Any]:
        try:
            found = worker.ask(question, self.limits.seconds + _GRACE_SECONDS)
        except WorkerGone as gone:
            with self._lock:
                self._all.discard(worker)
            kind = "time" if gone.overran else "crashed"
            return {"error": {"kind": kind, "message": "", "line": None}, "printed": ""}
        with self._lock:
            self._idle.append(worker)
        if self._closed:
            worker.kill()
        return found
