"""A worker process that answers one request at a time: started at first use, killed when it hangs, stopped when idle.

It speaks lines of JSON as `generative_worker` describes. A request that is abandoned, by a time-out or because nobody
waits any longer, ends the process: native code cannot be interrupted otherwise, and a new process is soon there.
"""

import asyncio
import contextlib
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import orjson

from ai_service.providers import problems
from ai_service.providers.local.problems import LocalModelUnusable

_LONGEST_LINE = 64 * 1024 * 1024
_MOST_WAITING = 32

Event = dict[str, Any]


@dataclass(frozen=True)
class Patience:
    """How long it may take to start, to answer (waiting for others included), and to be idle, in seconds."""

    start: float = 120.0
    answer: float = 120.0
    idle: float = 300.0


class Worker:
    """Starts `command` when it is first asked, and again whenever it is gone."""

    def __init__(self, command: Sequence[str], name: str, patience: Patience) -> None:
        self._command = command
        self._name = name
        self._patience = patience
        self._turn = asyncio.Lock()
        self._waiting = 0
        self._process: Process | None = None
        self._rest: asyncio.TimerHandle | None = None

    @property
    def pid(self) -> int | None:
        """The process's id while it runs."""
        return self._process.pid if self._process and self._process.returncode is None else None

    @asynccontextmanager
    async def asked(self, request: Mapping[str, Any]) -> AsyncGenerator[AsyncGenerator[Event]]:
        """The events that answer a request, the last of which has `done` or `error`."""
        deadline = asyncio.get_running_loop().time() + self._patience.answer
        async with self._in_turn(deadline):
            process = await self._running()
            answered = False

            async def events() -> AsyncGenerator[Event]:
                nonlocal answered
                while not answered:
                    event = await self._next(process, deadline)
                    answered = "done" in event or "error" in event
                    yield event

            try:
                await self._send(process, request)
                yield events()
            finally:
                if not answered:
                    await self.stop()
                self._rest_later()

    async def stop(self) -> None:
        """End the process, whatever it is doing."""
        self._stay_awake()
        process, self._process = self._process, None
        if process is not None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.communicate()

    @asynccontextmanager
    async def _in_turn(self, deadline: float) -> AsyncGenerator[None]:
        if self._waiting >= _MOST_WAITING:
            raise problems.EndpointBusy(f"{_MOST_WAITING} requests already wait for {self._name}.", retry_after=10)
        self._waiting += 1
        try:
            async with asyncio.timeout_at(deadline):
                await self._turn.acquire()
        except TimeoutError:
            raise self._too_slow() from None
        finally:
            self._waiting -= 1
        try:
            self._stay_awake()
            yield
        finally:
            self._turn.release()

    async def _running(self) -> Process:
        """The process, started where it is not there or has died."""
        if self._process and self._process.returncode is None:
            return self._process
        await self.stop()
        process = await asyncio.create_subprocess_exec(
            *self._command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, limit=_LONGEST_LINE
        )
        self._process = process
        told = Event()
        try:
            loop = asyncio.get_running_loop()
            told = await self._next(process, loop.time() + self._patience.start)
        except problems.EndpointBrokeOff:
            told = {"failed": "the process that loads it died"}
        finally:
            if "ready" not in told:
                await self.stop()
        if "ready" not in told:
            raise LocalModelUnusable(
                f"{self._name} could not be loaded: {told.get('failed')}. Check that it is a whole GGUF file that this "
                "version of llama.cpp knows, and that it fits into memory."
            )
        return process

    async def _send(self, process: Process, request: Mapping[str, Any]) -> None:
        assert process.stdin  # noqa: S101 - it was started with a pipe
        process.stdin.write(orjson.dumps(request) + b"\n")
        with contextlib.suppress(ConnectionError):  # it died: reading its answer says so
            await process.stdin.drain()

    async def _next(self, process: Process, deadline: float) -> Event:
        assert process.stdout  # noqa: S101 - it was started with a pipe
        try:
            async with asyncio.timeout_at(deadline):
                line = await process.stdout.readline()
        except TimeoutError:
            raise self._too_slow() from None
        if not line.endswith(b"\n"):
            raise problems.EndpointBrokeOff(
                f"The process that runs {self._name} ended in the middle of its work. It starts again with the "
                "next request."
            )
        return orjson.loads(line)

    def _too_slow(self) -> problems.EndpointTooSlow:
        return problems.EndpointTooSlow(
            f"{self._name} did not answer within {self._patience.answer:.0f} s. Ask for less, or connect a "
            "faster model."
        )

    def _rest_later(self) -> None:
        if self._process is not None:
            self._rest = asyncio.get_running_loop().call_later(self._patience.idle, self._rest_now)

    def _rest_now(self) -> None:
        """Only the signal: whoever asks next, or closes, collects what is left of the process."""
        if self._process and self._process.returncode is None and not self._turn.locked():
            self._process.kill()

    def _stay_awake(self) -> None:
        if self._rest is not None:
            self._rest.cancel()
            self._rest = None
