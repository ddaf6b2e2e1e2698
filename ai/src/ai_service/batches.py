"""Rows written behind the answers that they tell of: many in one transaction, a moment later.

The queue is bounded: who puts into a full one waits. An orderly stop writes all that is queued. A process that is
killed loses what was put in its last moment (`seconds`), never more; nothing that must not be lost belongs in here.
"""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Generic, TypeVar

from kernel.jobs import attempt
from kernel.telemetry import get_logger

T = TypeVar("T")
_log = get_logger(__name__)
_LAST_TRIES = 20


class Batches(Generic[T]):
    """Hands what was put to `write`, in order, some together. A batch that cannot be written is tried again."""

    def __init__(
        self,
        write: Callable[[Sequence[T]], Awaitable[None]],
        *,
        seconds: float = 0.1,
        most: int = 10_000,
        together: int = 500,
    ) -> None:
        self._write = write
        self._seconds = seconds
        self._most = most
        self._together = together
        self._queue: deque[T] = deque()
        self._put = 0
        self._written = 0
        self._moved = asyncio.Condition()
        self._hurry = asyncio.Event()
        self._closing = False

    async def put(self, row: T) -> None:
        """Have the row written. Waits while the queue is full."""
        if len(self._queue) >= self._most:
            self._hurry.set()
            async with self._moved:
                await self._moved.wait_for(lambda: len(self._queue) < self._most)
        self._queue.append(row)
        self._put += 1

    async def flush(self, *, patience: float = 2.0) -> bool:
        """Wait until what was put before is written; False when that took too long."""
        wanted = self._put
        if self._written >= wanted:
            return True
        self._hurry.set()
        try:
            async with asyncio.timeout(patience), self._moved:
                await self._moved.wait_for(lambda: self._written >= wanted)
        except TimeoutError:
            return False
        return True

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[None]:
        """Write in the background until the block ends; then write what is left."""
        task = asyncio.create_task(self._run(), name="batches")
        try:
            yield
        finally:
            self._closing = True
            self._hurry.set()
            await task

    async def _run(self) -> None:
        while not self._closing:
            await self._pause()
            await self._write_some()
        tries = 0
        while self._queue and tries < _LAST_TRIES:
            tries = 0 if await self._write_some() else tries + 1
        if self._queue:
            _log.error("rows_not_written", rows=len(self._queue))

    async def _pause(self) -> None:
        try:
            async with asyncio.timeout(self._seconds):
                await self._hurry.wait()
        except TimeoutError:
            pass
        if not self._closing:
            self._hurry.clear()

    async def _write_some(self) -> bool:
        """Write what is queued now; says whether that went well."""
        while self._queue:
            batch = [self._queue[place] for place in range(min(self._together, len(self._queue)))]
            if not await attempt("batch", self._write(batch), rows=len(batch)):
                await asyncio.sleep(self._seconds)
                return False
            for _ in batch:
                self._queue.popleft()
            self._written += len(batch)
            async with self._moved:
                self._moved.notify_all()
        return True
