"""Streams that many hear: of all who ask the same while it is in the air, one begins it, and each gets every part.

The stream belongs to nobody. It goes on while anybody listens, as fast as the fastest of them reads, and is closed when
the last has left. Who comes in its middle hears it from the beginning.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Any, Generic, TypeVar, cast

from ai_service.flights import Flights

B = TypeVar("B")


class Listening(AsyncGenerator[bytes]):
    """One listener's reading. Closing it before it began counts, too.

    The `owner` answers for the stream: closing it waits until nobody listens any more.
    """

    def __init__(self, broadcast: "_Broadcast[Any]", *, owner: bool) -> None:
        self._broadcast = broadcast
        self._owner = owner
        self._at = 0
        self._left = False

    async def asend(self, value: None, /) -> bytes:
        """The next part. Raises what the stream raised, at the same place."""
        if self._left:
            raise StopAsyncIteration
        part = await self._broadcast.part(self._at)
        if part is None:
            self.leave()
            raise StopAsyncIteration
        self._at += 1
        return part

    async def athrow(self, *error: Any) -> bytes:
        """Nothing here answers to an error: whoever throws one has left."""
        self.leave()
        raise error[0]

    async def aclose(self) -> None:
        """Listen no more."""
        self.leave()
        if self._owner:
            await self._broadcast.closed.wait()

    def leave(self) -> None:
        """The same, for who cannot wait."""
        if not self._left:
            self._left = True
            self._broadcast.leave()


class _Broadcast(Generic[B]):
    """A stream that has begun, what it said so far, and how many listen."""

    def __init__(self, began: B, stream: AsyncGenerator[bytes], ended: Callable[[], None]) -> None:
        self.began = began
        self.closed = asyncio.Event()
        self.listeners = 0
        self._stream = stream
        self._ended = ended
        self._parts: list[bytes] = []
        self._pulled: asyncio.Task[bool] | None = None
        self._closing: asyncio.Task[None] | None = None

    def listen(self, *, owner: bool) -> Listening:
        self.listeners += 1
        return Listening(self, owner=owner)

    def leave(self) -> None:
        self.listeners -= 1
        self.close_if_unheard()

    def close_if_unheard(self) -> None:
        if self.listeners == 0 and self._closing is None and not self.closed.is_set():
            self._ended()
            self._closing = asyncio.create_task(self._close())

    async def part(self, place: int) -> bytes | None:
        """The part at this place, drawn from the stream by whoever is there first; None where it has ended."""
        while place >= len(self._parts):
            if self._pulled is None or (self._pulled.done() and self._goes_on(self._pulled)):
                self._pulled = asyncio.create_task(self._pull())
            # Shielded: who is cancelled here must not end the stream of the others.
            if not await asyncio.shield(self._pulled):
                return None
        return self._parts[place]

    @staticmethod
    def _goes_on(pulled: asyncio.Task[bool]) -> bool:
        return not pulled.cancelled() and pulled.exception() is None and pulled.result()

    async def _pull(self) -> bool:
        try:
            self._parts.append(await anext(self._stream))
        except StopAsyncIteration:
            self._over()
            return False
        except BaseException:
            self._over()
            raise
        return True

    def _over(self) -> None:
        self._ended()
        self.closed.set()

    async def _close(self) -> None:
        if self._pulled is not None and not self._pulled.done():
            self._pulled.cancel()
            await asyncio.gather(self._pulled, return_exceptions=True)
        try:
            await self._stream.aclose()
        finally:
            self.closed.set()


class Broadcasts:
    """The streams in the air of this process, by key. A key names the company: nobody hears another's."""

    def __init__(self) -> None:
        self._on_air: dict[str, _Broadcast[Any]] = {}
        self._beginning = Flights()
        self._waiting = Counter[str]()

    async def join(
        self, key: str, begin: Callable[[], Awaitable[tuple[B, AsyncGenerator[bytes]]]]
    ) -> tuple[B, Listening, bool]:
        """What began, the stream, and whether another's call began it. Raises what `begin` raises."""
        on_air = cast("_Broadcast[B] | None", self._on_air.get(key))
        if on_air is not None:
            return on_air.began, on_air.listen(owner=False), True
        self._waiting[key] += 1
        try:
            broadcast, joined = await self._beginning.together(key, lambda: self._begin(key, begin))
            return broadcast.began, broadcast.listen(owner=not joined), joined
        finally:
            self._no_longer_waiting(key)

    def _no_longer_waiting(self, key: str) -> None:
        self._waiting[key] -= 1
        if self._waiting[key] == 0:
            del self._waiting[key]
            if on_air := self._on_air.get(key):
                on_air.close_if_unheard()  # all left in the moment in which it began

    async def _begin(self, key: str, begin: Callable[[], Awaitable[tuple[B, AsyncGenerator[bytes]]]]) -> _Broadcast[B]:
        began, stream = await begin()

        def ended() -> None:
            if self._on_air.get(key) is broadcast:
                del self._on_air[key]

        broadcast = _Broadcast(began, stream, ended)
        self._on_air[key] = broadcast
        return broadcast
