"""Single flight: equal calls in the air at one time become one; whoever comes meanwhile waits for the same answer.

The work belongs to the flight and not to who came first: it goes on while anybody waits, and is cancelled when nobody
does. If it fails, those who joined it get one more call made for them, whose failure is then theirs.
"""

import asyncio
from collections.abc import Awaitable, Callable
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


class Flights:
    """The calls in the air of this process, by key. A key names the company: nobody joins another's call."""

    def __init__(self) -> None:
        self._flying: dict[str, _Flight[Any]] = {}

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
