"""What is read often and changes seldom, kept for a few seconds; asked for by many at once, it is read once."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

V = TypeVar("V")


class Memo(Generic[V]):
    """Values by key, at most `size` of them, each for `seconds`; `clock` counts seconds from anywhere."""

    def __init__(self, *, seconds: float, size: int = 2_000, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._size = size
        self._clock = clock
        self._kept: OrderedDict[str, tuple[float, V]] = OrderedDict()
        self._reading: dict[str, asyncio.Task[V]] = {}

    async def get(self, key: str, read: Callable[[], Awaitable[V]]) -> V:
        """The value, read if it is not there. A failure is raised to all who wait, and not kept."""
        kept = self._kept.get(key)
        if kept is not None and kept[0] > self._clock():
            return kept[1]
        task = self._reading.get(key)
        if task is None:
            task = self._reading[key] = asyncio.create_task(self._read(key, read))
        # Shielded: who is cancelled while waiting must not take the value from the others.
        return await asyncio.shield(task)

    async def _read(self, key: str, read: Callable[[], Awaitable[V]]) -> V:
        mine = asyncio.current_task()
        try:
            value = await read()
            if self._reading.get(key) is mine:  # else it was forgotten meanwhile: what was read may be old
                self._keep(key, value)
            return value
        finally:
            if self._reading.get(key) is mine:
                del self._reading[key]

    def _keep(self, key: str, value: V) -> None:
        self._kept[key] = (self._clock() + self._seconds, value)
        self._kept.move_to_end(key)
        while len(self._kept) > self._size:
            self._kept.popitem(last=False)

    def forget(self, key: str) -> None:
        """Read it anew next time."""
        self._kept.pop(key, None)
        self._reading.pop(key, None)
