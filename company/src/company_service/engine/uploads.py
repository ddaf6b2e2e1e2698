"""Large values on their way to the payload store, before the entries that refer to them may be written.

Entries of a run stay in order: what follows on one with a large value waits for it. Entries of other runs pass by, so a
store that is slow or away holds up only who needs it.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from itertools import count

from company_service.engine.disk import no_room
from company_service.engine.entries import Entry, Outcome
from company_service.engine.payloads import PayloadsAway, PayloadStore
from kernel.telemetry import get_logger

_log = get_logger(__name__)

PAUSES = (0.05, 0.2, 1.0, 2.0, 5.0)
"""Seconds between tries to keep the values of one entry. After these a start is refused; others wait on."""
_AT_ONCE = 16


class Uploads:
    """Hands entries on as soon as what they refer to is kept."""

    def __init__(self, payloads: PayloadStore, hand_on: Callable[[Entry], None]) -> None:
        self._payloads = payloads
        self._hand_on = hand_on
        self._held: dict[str, deque[Entry]] = {}
        self._room = asyncio.Semaphore(_AT_ONCE)
        self._tasks: set[asyncio.Task[None]] = set()
        self._closing = False

    def add(self, entry: Entry) -> None:
        """Hand this on at once, or when its values and those of its run before it are kept."""
        if held := self._held.get(entry.run_id):
            held.append(entry)
        elif entry.large:
            self._held[entry.run_id] = deque([entry])
            task = asyncio.create_task(self._keep_all(entry.run_id), name=f"keep:{entry.run_id}")
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        else:
            self._hand_on(entry)

    async def all_done(self) -> None:
        """Come back when nothing is on its way any more: what cannot be kept by now is given up."""
        self._closing = True
        while self._tasks:
            await asyncio.wait(set(self._tasks))

    async def _keep_all(self, run_id: str) -> None:
        held = self._held[run_id]
        while held:
            entry = held[0]
            outcome = await self._keep(entry)
            held.popleft()
            if not held:
                del self._held[run_id]
            if outcome is None:
                self._hand_on(entry)
            else:
                entry.tell(outcome)

    async def _keep(self, entry: Entry) -> Outcome | None:
        """Keep the values of an entry; answers what to say of it when they cannot be kept."""
        for tries in count():
            async with self._room:
                # In a task of its own: a store may raise anything, and what it raised is answered, not thrown.
                work = asyncio.create_task(self._put(entry))
                await asyncio.wait({work})
            error = work.exception()
            if error is None:
                return None
            if no_room(error) and entry.new_run is not None:
                return "no_room"  # who starts a run can be told so now
            if not self._may_pass(entry, error, tries):
                _log.error("journal_entry_refused", run_id=entry.run_id, exc_info=error)
                return "failed"
            _log.warning("payload_delayed", run_id=entry.run_id, reason=str(error))
            await asyncio.sleep(PAUSES[min(tries, len(PAUSES) - 1)])
        return None

    def _may_pass(self, entry: Entry, error: BaseException, tries: int) -> bool:
        """Whether another try makes sense. What a run under way has found waits, however long a store is away."""
        if not isinstance(error, PayloadsAway | OSError):
            return False
        return tries < len(PAUSES) or not (self._closing or entry.new_run is not None)

    async def _put(self, entry: Entry) -> None:
        for data in entry.large:
            await self._payloads.put(entry.company_id, data, run_id=entry.run_id)
        entry.large.clear()  # kept: nobody needs them in memory
