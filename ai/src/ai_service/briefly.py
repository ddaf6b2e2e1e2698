"""What was read a moment ago and need not be read again: a few seconds old at most, forgotten at once when told."""

import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Briefly(Generic[K, V]):
    """Keeps values for `seconds`. What another process changes is noticed within that time."""

    def __init__(self, seconds: float, *, most: int = 10_000, now: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._most = most
        self._now = now
        self._kept: OrderedDict[K, tuple[float, V]] = OrderedDict()
        self._changes = 0

    async def get(self, key: K, load: Callable[[], Awaitable[V]]) -> V:
        """The value, loaded when it is not there or too old."""
        kept = self._kept.get(key)
        if kept is not None and kept[0] > self._now():
            return kept[1]
        changes = self._changes
        value = await load()
        if changes == self._changes:  # else it may be what was there before a change
            self._kept[key] = (self._now() + self._seconds, value)
            self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return value

    def forget(self, key: K) -> None:
        """It was changed here."""
        self._changes += 1
        self._kept.pop(key, None)
