"""The journal's one writer per process: events of many runs go to disk in one transaction (group commit).

An entry is everything that one advance of one run changes: its events, the rows derived from them, timers, messages
taken, what step types and listeners write with it. It is on disk whole or not at all, and what depends on it happens
after that. Every commit checks that the run still belongs to whom writes (its `fence`). Entries of a run are written in
the order they are given. An entry that cannot be written is found by halving the batch, so its neighbours do not fail.
While the database is away or a disk is full, entries wait, however long that takes; who starts a run on a full disk is
refused at once.
"""

import asyncio
import sqlite3
from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from sqlalchemy import exc

from company_service.engine import inbox
from company_service.engine.batches import Batch
from company_service.engine.disk import no_room
from company_service.engine.entries import Ended, Entry, Unsure, Withdrawn
from company_service.engine.payloads import PayloadStore
from company_service.engine.statements import Statements
from company_service.engine.uploads import Uploads
from kernel.db import Database, Tellable, Tx
from kernel.telemetry import get_logger

_log = get_logger(__name__)

MAX_BATCH = 512
MAX_BATCH_BYTES = 4 * 1024 * 1024
PAUSES = (0.05, 0.2, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0)
"""Seconds between tries. After these an entry is refused, unless the database is away or full: then it is tried on."""
_AWAY = (exc.OperationalError, exc.TimeoutError, exc.InterfaceError, sqlite3.OperationalError)
_NOT_A_VALUE = (OverflowError, UnicodeError)
"""What a driver raises when a value does not fit its column: numbers beyond 64 bits, half a character."""


class Listener(Protocol):
    """Hears what others must know: what it writes or tells is true when what it heard of is. Quick; nothing remote."""

    def run_ended(self, ended: Ended) -> Tellable | None:
        """What other services are told of the end of this run."""
        ...

    async def steps_withdrawn(self, tx: Tx, withdrawn: Sequence[Withdrawn]) -> None:
        """Nobody needs to answer these any more."""
        ...

    async def steps_unsure(self, tx: Tx, unsure: Sequence[Unsure]) -> None:
        """A person must say what became of these."""
        ...


class GroupCommit:
    """The writer. `submit` never waits; `close` writes what is left."""

    def __init__(
        self,
        db: Database,
        payloads: PayloadStore,
        listener: Listener,
        batch: type[Batch] = Batch,
        pauses: Sequence[float] = PAUSES,
    ) -> None:
        self._pauses = pauses
        self._batch_of = batch
        self._db = db
        self._uploads = Uploads(payloads, self._add)
        self._listener = listener
        self._sql = Statements(is_sqlite=db.is_sqlite)
        self._queue: deque[Entry] = deque()
        self._waiting = asyncio.Event()
        self._graphs: dict[tuple[str, str], datetime] = {}
        self._closing = False
        self._task: asyncio.Task[None] | None = None
        self.told: Callable[[], None] = lambda: None
        """Called when a run was told something in a commit."""
        self.commits = 0
        self.written = 0

    def open(self) -> None:
        """Begin to write."""
        self._task = asyncio.create_task(self._run(), name="journal")

    async def close(self) -> None:
        """Write what is left, and stop."""
        await self._uploads.all_done()
        self._closing = True
        self._waiting.set()
        if self._task:
            await self._task

    def submit(self, entry: Entry) -> None:
        """Write this with the next batch; first what it keeps in the payload store."""
        if entry.ended and (happened := self._listener.run_ended(entry.ended)):
            entry.tell_of_end(happened)
        self._uploads.add(entry)

    def _add(self, entry: Entry) -> None:
        self._queue.append(entry)
        self._waiting.set()

    async def _run(self) -> None:
        while True:
            await self._waiting.wait()
            self._waiting.clear()
            while self._queue:
                await self._commit(self._batch())
            if self._closing:
                return

    def _batch(self) -> list[Entry]:
        batch: list[Entry] = []
        size = 0
        while self._queue and len(batch) < MAX_BATCH and size < MAX_BATCH_BYTES:
            batch.append(self._queue.popleft())
            size += batch[-1].size
        return batch

    async def _commit(self, entries: list[Entry], tries: int = 0) -> None:
        error = None
        while entries:
            batch = self._batch_of(entries, self._sql, self._graphs)
            error = await (self._with_others(batch) if batch.concerns_others else self._alone(batch))
            if error is None:
                self._tell(batch)
                return
            if no_room(error):
                entries = self._refuse_starts(entries)
            if not await self._may_pass(error, tries):
                break
            # The same batch again. Should it be on disk after all, its entries are refused as duplicates, and their
            # runs go on from what the journal says.
            _log.warning("journal_commit_delayed", entries=len(entries), reason=type(error).__name__)
            await asyncio.sleep(self._pauses[min(tries, len(self._pauses) - 1)])
            tries += 1
        if len(entries) > 1:
            half = len(entries) // 2
            await self._commit(entries[:half], tries)
            await self._commit(entries[half:], tries)
        elif entries:
            _log.error("journal_entry_refused", run_id=entries[0].run_id, exc_info=error)
            entries[0].tell("failed")

    def _tell(self, batch: Batch) -> None:
        self.commits += 1
        self.written += len(batch.admitted)
        self._graphs.update(batch.graphs_at)
        if any(entry.told for entry in batch.admitted):
            self._db.events_waiting.set()
        for entry, outcome in batch.outcomes:
            entry.tell(outcome)

    @staticmethod
    def _refuse_starts(entries: list[Entry]) -> list[Entry]:
        """Who starts a run can be told so now; what is under way waits for room. Answers the entries that wait."""
        for entry in entries:
            if entry.new_run is not None:
                entry.tell("no_room")
        return [entry for entry in entries if entry.new_run is None]

    async def _may_pass(self, error: BaseException, tries: int) -> bool:
        """Whether another try makes sense: the database is away, busy or full."""
        if not (isinstance(error, _AWAY) or no_room(error)):
            return False
        if tries < len(self._pauses):
            return True
        return not self._closing and (no_room(error) or await self._database_away())

    async def _database_away(self) -> bool:
        probe = asyncio.create_task(self._db.ping())
        await asyncio.wait({probe}, timeout=5)
        away = not probe.done() or probe.exception() is not None
        probe.cancel()
        return away

    async def _alone(self, batch: Batch) -> Exception | None:
        """Write a batch in which nobody else has a part; answers what went wrong."""
        try:
            if self._db.is_sqlite:
                await self._db.at_once(batch.put)
            else:
                async with self._db.begin() as tx:
                    await batch.put_through(tx)
        except (sqlite3.Error, exc.SQLAlchemyError, *_NOT_A_VALUE) as error:
            return error
        return None

    async def _with_others(self, batch: Batch) -> BaseException | None:
        # In a task of its own, because a step type's or listener's part of the transaction may raise anything.
        work = asyncio.create_task(self._write(batch))
        await asyncio.wait({work})
        return work.exception()

    async def _write(self, batch: Batch) -> None:
        async with self._db.begin() as tx:
            if self._db.is_sqlite:
                await (await tx.driver()).visit(batch.put)
            else:
                await batch.put_through(tx)
            await self._write_others(tx, batch.admitted)

    async def _write_others(self, tx: Tx, entries: list[Entry]) -> None:
        for entry in entries:
            for write in entry.writes:
                await write(tx)
        ended = [entry.ended for entry in entries if entry.ended]
        withdrawn = [each for entry in entries for each in entry.withdrawn]
        await self._tell_relatives(tx, ended, withdrawn)
        if withdrawn:
            await self._listener.steps_withdrawn(tx, withdrawn)
        unsure = [each for entry in entries for each in entry.unsure]
        if unsure:
            await self._listener.steps_unsure(tx, unsure)

    async def _tell_relatives(self, tx: Tx, ended: list[Ended], withdrawn: list[Withdrawn]) -> None:
        """A run that waits for another hears of its end; one that nobody waits for any more is to stop."""
        for run in ended:
            if run.parent:
                await inbox.signal(tx, run.company_id, run.parent, {"ended": run.run_id}, run.ended_at)
                tx.after_commit(self.told)
        for each in withdrawn:
            if each.child:
                await inbox.ask_to_stop(tx, each.company_id, each.child, each.at)
                tx.after_commit(self.told)
