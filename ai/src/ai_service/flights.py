"""Single flight: equal calls in the air at one time become one; whoever comes meanwhile waits for the same answer.

The work belongs to the flight and not to who came first: it goes on while anybody waits, and is cancelled when nobody
does. If it fails, those who joined it get one more call made for them, whose failure is then theirs.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Generic, TypeVar, cast

V = TypeVar("V")


class _Flight(Generic[V]):
    """One piece of work and how many wait for it."""

    def __init__(self, work: Awaitable[V]) -> None:
        self.task = asyncio.ensure_future(work)
        self._waiting = 0

    async def landed(self) -> bool:
        """Wait for the end; says whether it was a good one. Who is the last to leave early cancels the work."""
        self._waiting += 1
        try:
            await asyncio.wait([self.task])
        finally:
            self._waiting -= 1
            if self._waiting == 0 and not self.task.done():
                self.task.cancel()
        return not self.task.cancelled() and self.task.exception() is None


class _Broadcast(Generic[V]):
    """What a stream has given so far, for any number of readers; each reads at its own pace from the start."""

    def __init__(self, open_stream: Callable[[], AbstractAsyncContextManager[AsyncGenerator[V]]]) -> None:
        self._open = open_stream
        self._pieces: list[V] = []
        self._moved = asyncio.Event()
        self._opened = asyncio.Event()
        self._readers = 0
        self.task = asyncio.create_task(self._produce())
        self.task.add_done_callback(self._ended)

    async def _produce(self) -> None:
        async with self._open() as pieces:
            self._opened.set()
            async for piece in pieces:
                self._pieces.append(piece)
                self._wake()

    def _ended(self, task: "asyncio.Task[None]") -> None:
        if not task.cancelled():
            task.exception()  # seen: whoever reads hears of it
        self._opened.set()
        self._wake()

    def _wake(self) -> None:
        moved, self._moved = self._moved, asyncio.Event()
        moved.set()

    async def opened(self) -> bool:
        """Wait until the stream is open; False where it never was."""
        await self._opened.wait()
        return not self.task.done() or bool(self._pieces) or self._well()

    def _well(self) -> bool:
        return not self.task.cancelled() and self.task.exception() is None

    async def pieces(self) -> AsyncGenerator[V]:
        """All pieces, then the stream's own end, good or bad."""
        place = 0
        while True:
            moved = self._moved
            while place < len(self._pieces):
                yield self._pieces[place]
                place += 1
            if self.task.done():
                self.task.result()
                return
            await moved.wait()

    def join(self) -> None:
        """One reader more."""
        self._readers += 1

    def leave(self) -> None:
        """One reader less; without any the stream is closed."""
        self._readers -= 1
        if self._readers == 0 and not self.task.done():
            self.task.cancel()


class Flights:
    """The calls in the air of this process, by key. A key names the company: nobody joins another's call."""

    def __init__(self) -> None:
        self._flying: dict[str, _Flight[Any]] = {}
        self._streaming: dict[str, _Broadcast[Any]] = {}

    async def together(self, key: str, work: Callable[[], Awaitable[V]]) -> tuple[V, bool]:
        """The answer, and whether another's call gave it."""
        joined = cast("_Flight[V] | None", self._flying.get(key))
        if joined and await joined.landed():
            return joined.task.result(), True
        again = cast("_Flight[V] | None", self._flying.get(key)) if joined else None
        flight = again or self._lead(key, work)
        await flight.landed()
        return flight.task.result(), again is not None

    def _lead(self, key: str, work: Callable[[], Awaitable[V]]) -> _Flight[V]:
        flight = _Flight(work())
        self._flying[key] = flight

        def ended(_: object) -> None:
            if self._flying.get(key) is flight:
                del self._flying[key]

        flight.task.add_done_callback(ended)
        return flight

    @asynccontextmanager
    async def streamed(
        self, key: str, open_stream: Callable[[], AbstractAsyncContextManager[AsyncGenerator[V]]]
    ) -> AsyncGenerator[tuple[AsyncGenerator[V], bool]]:
        """The pieces, and whether another's call gives them. Raises on entering what the vendor refuses."""
        broadcast, joined = self._stream(key, open_stream)
        broadcast.join()
        try:
            if not await broadcast.opened() and joined:
                broadcast.leave()
                broadcast, joined = self._stream(key, open_stream)
                broadcast.join()
            if not await broadcast.opened():
                broadcast.task.result()
            pieces = broadcast.pieces()
            try:
                yield pieces, joined
            finally:
                await pieces.aclose()
        finally:
            broadcast.leave()

    def _stream(
        self, key: str, open_stream: Callable[[], AbstractAsyncContextManager[AsyncGenerator[V]]]
    ) -> tuple[_Broadcast[V], bool]:
        found = cast("_Broadcast[V] | None", self._streaming.get(key))
        if found and not found.task.done():
            return found, True
        broadcast = _Broadcast(open_stream)
        self._streaming[key] = broadcast

        def ended(_: object) -> None:
            if self._streaming.get(key) is broadcast:
                del self._streaming[key]

        broadcast.task.add_done_callback(ended)
        return broadcast, False
