"""The runner that needs nothing but the database: steps run in this process, the journal is the truth."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime

from company_service.engine.active import ActiveRun, Advance, StepTypes
from company_service.engine.controls import Standing
from company_service.engine.dispatcher import Dispatcher
from company_service.engine.embedded import Driver, Options
from company_service.engine.entries import Outcome
from company_service.engine.journal import GroupCommit, Listener
from company_service.engine.loading import Loader, Plans
from company_service.engine.payloads import PayloadStore
from company_service.engine.reading import Reading
from company_service.engine.runner import Live
from company_service.engine.starting import Beginnings, NewRun, NotStarted, Started
from company_service.engine.steps import Runs
from kernel.db import Database

_NOT_STARTED: Mapping[Outcome, str] = {
    "failed": "The database did not take it. Try again in a moment.",
    "no_room": "The disk is full. Runs under way wait; once the administrator has made room, start this one again.",
}


class InProcess:
    """Driver and dispatcher of this process, and how runs come to them."""

    def __init__(
        self,
        db: Database,
        types: StepTypes,
        payloads: PayloadStore,
        runs: Runs,
        *,
        clock: Callable[[], datetime],
        listener: Listener,
        live: Live,
        ended: Callable[[str], None],
        options: Options,
    ) -> None:
        self._clock = clock
        self._live = live
        self._told = ended
        self._options = options
        self._reading = Reading(db, payloads)
        plans = Plans()
        self._beginnings = Beginnings(plans)
        self.journal = GroupCommit(db, payloads, listener)
        self._driver = Driver(types, self.journal, payloads, runs, clock=clock, live=live, options=options)
        self.loader = Loader(db, payloads, plans)
        self._dispatcher = Dispatcher(db, self._driver, self.loader, clock, options)
        self._driver.ended = self._ended
        self.journal.told = self._dispatcher.nudge
        self._starting: dict[str, asyncio.Future[Outcome]] = {}

    async def open(self) -> None:
        """Take a lease and begin to look for work."""
        self.journal.open()
        await self._dispatcher.open()

    async def close(self) -> None:
        """Finish what is under way (as long as `drain` allows), write it, give the rest back."""
        self._driver.decider.draining = True
        await self._dispatcher.stop()
        with suppress(TimeoutError):
            async with asyncio.timeout(self._options.drain):
                await self._driver.tries.quiet.wait()
        for run in list(self._driver.active.values()):
            for task in list(run.tasks.values()):
                task.cancel()
        await asyncio.sleep(0)
        await self.journal.close()
        await self._dispatcher.close()

    @property
    def in_memory(self) -> int:
        """How many runs are in memory."""
        return len(self._driver.active)

    @property
    def standing(self) -> Standing:
        """What is paused and limited, as last looked at."""
        return self._dispatcher.standing

    async def controls_changed(self) -> None:
        """Something was paused, resumed or limited: heed it in this process now (others do within a second)."""
        await self._dispatcher.look_at_controls()
        self._dispatcher.nudge()

    def nudge(self) -> None:
        """It is worth looking for work now."""
        self._dispatcher.nudge()

    async def start(self, new: NewRun) -> Started:
        """Start a run; when this returns it is on disk. Raises `InvalidGraph`, `InvalidInput`, `NotStarted`."""
        if new.id in self._starting:
            outcome = await asyncio.shield(self._starting[new.id])
        elif self._driver.has(new.id):
            outcome = "attached"
        else:
            run, on_disk = self._begin(new)
            outcome = await asyncio.shield(on_disk)
            if outcome == "written":
                return Started(new.id, run.projection.run.status, new=True)
        if outcome in _NOT_STARTED:
            raise NotStarted(_NOT_STARTED[outcome], retry_after=5)
        return Started(new.id, str((await self._reading.row(new.company_id, new.id))["status"]), new=False)

    def _begin(self, new: NewRun) -> "tuple[ActiveRun, asyncio.Future[Outcome]]":
        """Give the run to the driver, or to whoever has room for it; and what is answered once it is on disk."""
        beginning = self._beginnings.read(new, self._clock())
        here = self._may_begin_here(new)
        run = beginning.run(1 if here else 0)
        advance = Advance(run, self._started)
        beginning.introduce(advance)
        event = beginning.started(advance)
        if here:
            self._driver.begin(run, advance, event)
        else:
            advance.set_timers(advance.apply(event))
            advance.finish(None, None)
            self.journal.submit(advance.entry)
        on_disk = self._starting[new.id] = asyncio.get_running_loop().create_future()
        return run, on_disk

    def _may_begin_here(self, new: NewRun) -> bool:
        """Whether the run may begin in this process at once; else it is queued."""
        if len(self._driver.active) >= self._options.max_runs:
            return False
        if self._driver.decider.draining or self._dispatcher.behind:
            return False
        return not self._dispatcher.standing.holds_back(new.company_id, new.workflow_id, new.agent_id)

    def _started(self, advance: Advance, outcome: Outcome) -> None:
        self._starting.pop(advance.run.id).set_result(outcome)
        if advance.run.fence:
            self._driver.written(advance, outcome)
        elif outcome == "written":
            self._live(advance.run.info.company_id, advance.run.id, advance.run.seq)
            self._dispatcher.nudge()

    def _ended(self, run_id: str) -> None:
        self._dispatcher.ended()
        self._told(run_id)
