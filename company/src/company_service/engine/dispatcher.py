"""Who runs what. A process has a lease (see `leases`); its runs carry its name and a fence. Of a process whose lease is
over, anybody may take the runs, raising their fence: from then on the old owner can write nothing, whatever it still
believes.

One loop finds what there is to do: runs nobody has, pauses that are over, messages not taken yet, runs of the dead. It
is told when it is worth looking (`nudge`); it looks every `poll` seconds all the same.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

import sqlalchemy as sa

from company_service.engine import events as e
from company_service.engine.active import ActiveRun
from company_service.engine.controls import Standing, admit, read
from company_service.engine.embedded import Driver, Options
from company_service.engine.leases import Leases
from company_service.engine.loading import Loader
from company_service.engine.outcomes import timed_out
from company_service.engine.queue import FairQueue, by_queue
from company_service.engine.steps import RunInfo
from company_service.engine.tables import run_inbox, run_timers, runs
from kernel.db import Database, Row, Tx
from kernel.ids import uuid7_hex
from kernel.jobs import attempt
from kernel.telemetry import get_logger

_log = get_logger(__name__)

ENDED = ("succeeded", "failed", "cancelled")
BATCH = 100


@dataclass
class _Found:
    """What there is to do."""

    free: list[str] = field(default_factory=list[str])
    queued: list[str] = field(default_factory=list[str])
    timers: dict[str, list[Row]] = field(default_factory=dict[str, list[Row]])
    messages: dict[str, list[Row]] = field(default_factory=dict[str, list[Row]])

    def runs(self) -> list[str]:
        return list(dict.fromkeys([*self.messages, *self.timers, *self.free, *self.queued]))


class Dispatcher:
    """Gives runs to this process's driver."""

    def __init__(
        self, db: Database, driver: Driver, loader: Loader, clock: Callable[[], datetime], options: Options
    ) -> None:
        self._db = db
        self._driver = driver
        self._loader = loader
        self._clock = clock
        self._options = options
        self.worker_id = f"{options.instance or 'worker'}:{uuid7_hex()}"
        self._leases = Leases(self.worker_id, db, options.lease, clock, monotonic)
        self._nudged = asyncio.Event()
        self._lost: set[str] = set()
        self._next_due: datetime | None = None
        self._full = False
        self._queue = FairQueue()
        self._looked: datetime | None = None
        self.standing = Standing()
        """What is paused and limited."""
        self.behind = False
        """Whether runs wait for their turn: then a new one may not go before them."""
        driver.decider.paused = self._paused
        self._tasks: list[asyncio.Task[None]] = []
        driver.owner = self

    # -- what the driver tells -----------------------------------------------------------------------------------------

    def let_go(self, run_id: str) -> None:
        """The run is on disk without an owner: something may have come for it in the meantime."""
        self._room()

    def lost(self, run_id: str) -> None:
        """An entry was refused: if the run is still ours, it must be read again."""
        self._lost.add(run_id)
        self.nudge()

    def due(self, moment: datetime) -> None:
        """A timer was set."""
        if self._next_due is None or moment < self._next_due:
            self._next_due = moment
            self.nudge()

    def ended(self) -> None:
        """A run is over."""
        self._room()
        if self.standing.limits:
            self.nudge()

    def _room(self) -> None:
        if self._full:
            self._full = False
            self.nudge()

    def nudge(self) -> None:
        """It is worth looking now."""
        self._nudged.set()

    # -- life ----------------------------------------------------------------------------------------------------------

    async def open(self) -> None:
        """Take a lease. Runs of earlier lives of this process are free from here on."""
        await self.look_at_controls()
        await self._leases.begin(self._options.instance)
        self._tasks = [
            asyncio.create_task(self._renew_forever(), name="engine lease"),
            asyncio.create_task(self._work_forever(), name="engine dispatcher"),
        ]
        self.nudge()

    async def stop(self) -> None:
        """Look for nothing more."""
        left = set(self._tasks)
        while left:  # a cancellation that meets the end of a wait or a lost connection may go unheard
            for task in left:
                task.cancel()
            _, left = await asyncio.wait(left, timeout=1)

    async def close(self) -> None:
        """Give back what this process still owns."""
        async with self._db.begin() as tx:
            # across companies: a worker serves every company
            await tx.execute(sa.update(runs).where(runs.c.owner == self.worker_id).values(owner=None))
            await self._leases.end(tx)

    async def _renew_forever(self) -> None:
        while True:
            await asyncio.sleep(self._options.lease / 3)
            await attempt("engine_lease", self._renew())

    async def _renew(self) -> None:
        if not await self._leases.renew():
            # Taken for dead: what it had may be somebody else's by now.
            _log.warning("engine_lease_lost", worker=self.worker_id, runs=len(self._driver.active))
            for run in list(self._driver.active.values()):
                self._driver.drop(run)
                self._lost.add(run.id)
            self.nudge()

    async def _work_forever(self) -> None:
        while True:
            wait = self._options.poll
            if self._next_due:
                wait = min(wait, max(0.0, (self._next_due - self._clock()).total_seconds()))
            try:
                async with asyncio.timeout(wait):
                    await self._nudged.wait()
            except TimeoutError:
                pass
            self._nudged.clear()
            if not await attempt("engine_dispatch", self.work()):
                await asyncio.sleep(self._options.poll)

    # -- what holds runs back ------------------------------------------------------------------------------------------

    async def look_at_controls(self) -> None:
        """Take in what is paused and limited now, and go on with what no longer is."""
        self._looked = self._clock()
        async with self._db.read() as tx:
            self.standing = await read(tx)
        self._driver.go_on()

    def _paused(self, run: RunInfo) -> bool:
        return self.standing.pause(run.company_id, run.workflow_id, run.agent_id) is not None

    # -- looking for work ----------------------------------------------------------------------------------------------

    async def work(self) -> None:
        """Take up what there is to do, as far as there is room."""
        now = self._clock()
        if self._looked is None or not timedelta() <= now - self._looked < timedelta(seconds=self._options.poll):
            await self.look_at_controls()
        room = min(BATCH, self._options.max_runs - len(self._driver.active))
        found = await self._find(now, max(room, 0))
        for run_id in found.runs():
            run = self._driver.active.get(run_id)
            if run and not run.lost:
                for event, message in self._arrived(run, found, now):
                    self._driver.arrive(run, event, message)
        wanted = [each for each in found.runs() if each not in self._driver.active and each not in self._driver.leaving]
        self._full = room <= 0 or len(wanted) < len(found.runs())
        self.behind = len(found.queued) >= room
        if wanted and room > 0:
            if len(wanted) >= room:
                self.nudge()  # there may be more
            await self._take(wanted[:room], found, now)

    async def _find(self, now: datetime, room: int) -> _Found:
        found = _Found()
        limit = max(room, 1)
        may_go_on = self.standing.may_go_on()
        # across companies: a worker serves every company
        begun = sa.select(runs.c.id).where(runs.c.owner.is_(None), runs.c.status == "running", *may_go_on)
        async with self._db.read() as tx:
            without_owner = await self._leases.without_owner(tx)
            orphans = sa.select(runs.c.id).where(
                runs.c.owner.is_not(None), runs.c.owner != self.worker_id, without_owner, *may_go_on
            )
            due = sa.select(run_timers).where(run_timers.c.due_at <= now).order_by(run_timers.c.due_at).limit(BATCH)
            for row in await tx.all(due):
                found.timers.setdefault(row["run_id"], []).append(row)
            messages = (
                sa.select(run_inbox).where(run_inbox.c.taken.is_(False)).order_by(run_inbox.c.run_id).limit(BATCH)
            )
            for row in await tx.all(messages):
                found.messages.setdefault(row["run_id"], []).append(row)
            if room:
                for statement in (orphans, begun):
                    found.free += [row["id"] for row in await tx.all(statement.limit(limit))]
                found.queued = await self._queue.pick(tx, room, self.standing, now)
            later = sa.select(sa.func.min(run_timers.c.due_at)).where(run_timers.c.due_at > now)
            self._next_due = await tx.scalar(later)
        found.free += self._lost
        return found

    async def _take(self, run_ids: list[str], found: _Found, now: datetime) -> None:
        # across companies: a worker serves every company
        columns = (runs.c.id, runs.c.company_id, runs.c.workflow_id)
        wanted = sa.select(*columns).where(runs.c.id.in_(run_ids), runs.c.status.not_in(ENDED))
        async with self._db.begin() as tx:
            of_the_dead = await self._leases.without_owner(tx)
            free = wanted.where(runs.c.owner.is_(None) | (runs.c.owner == self.worker_id) | of_the_dead)
            if not self._db.is_sqlite:
                free = free.with_for_update(skip_locked=True)
            there = await tx.all(free)
            taken = [row["id"] for row in there]
            too_many = await self._too_many(tx, [row for row in there if row["id"] in found.queued], found, now)
            mine = [
                each
                for each in taken
                if each not in self._driver.active and each not in self._driver.leaving and each not in too_many
            ]
            raised = sa.update(runs).where(runs.c.id.in_(mine)).values(owner=self.worker_id, fence=runs.c.fence + 1)
            await tx.execute(raised)
            rows = await tx.all(sa.select(runs).where(runs.c.id.in_(mine)))
            await self._forget_messages_to_the_dead(tx, [each for each in run_ids if each not in taken])
            owned = sa.select(runs.c.id).where(runs.c.owner == self.worker_id, runs.c.id.in_(self._lost - set(mine)))
            self._lost = {row["id"] for row in await tx.all(owned)}  # locked just now: next time
        self._lost -= self._driver.active.keys()
        entries = await self._loader.entries([row["id"] for row in rows])
        for row in rows:
            # A run that cannot be read must not keep the others from going on.
            await attempt("engine_load", self._resume(row, entries, found, now), run_id=row["id"])

    async def _too_many(self, tx: Tx, queued: Sequence[Row], found: _Found, now: datetime) -> set[str]:
        """Queued runs that their workflow's limit does not let begin. Messages (a cancellation, say) always come."""
        refused: set[str] = set()
        waiting = [row for row in queued if row["id"] not in found.messages]
        for (company_id, workflow_id), ids in by_queue(waiting).items():
            if (company_id, workflow_id) in self.standing.limits:
                refused.update(ids[await admit(tx, company_id, workflow_id, len(ids), now) :])
        return refused

    async def _resume(self, row: Row, entries: Mapping[str, Sequence[Row]], found: _Found, now: datetime) -> None:
        run = await self._loader.load(row, entries.get(row["id"], ()))
        self._driver.resume(run, self._arrived(run, found, now))

    # across companies: the runs are already chosen, and a worker serves every company
    @staticmethod
    async def _forget_messages_to_the_dead(tx: Tx, run_ids: list[str]) -> None:
        over = sa.select(runs.c.id).where(runs.c.id.in_(run_ids), runs.c.status.in_(ENDED))
        ended = [row["id"] for row in await tx.all(over)]
        if ended:
            await tx.execute(sa.update(run_inbox).where(run_inbox.c.run_id.in_(ended)).values(taken=True))
            await tx.execute(sa.delete(run_timers).where(run_timers.c.run_id.in_(ended)))

    @staticmethod
    def _arrived(run: ActiveRun, found: _Found, now: datetime) -> list[tuple[e.Event, str | None]]:
        """What came for a run, as events, each with the name of the message it comes from."""
        arrived: list[tuple[e.Event, str | None]] = []
        for row in found.messages.get(run.id, ()):
            arrived.append((_event_of_message(row, now), row["name"]))
        for row in found.timers.get(run.id, ()):
            if row["step"] == e.RUN:
                arrived.append((timed_out(run, now), None))
                continue
            state = run.machine.steps.get(row["step"])
            retrying = state is not None and state.status == "retrying"
            step, tried = row["step"], row["attempt"]
            arrived.append(
                (e.RetryDue(now, step, tried) if retrying else e.StepSignalled(now, step, tried, signal="due"), None)
            )
        return arrived


def _event_of_message(row: Row, now: datetime) -> e.Event:
    payload: Any = row["payload"]
    if row["step"] is None:
        return e.CancelRequested(now, row["by"])
    return e.StepSignalled(now, row["step"], row["attempt"], payload, "signal", row["by"])
