"""The engine as slices use it: start, signal, cancel, wait for the end, watch. One for each process."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from typing import Any, Self

import sqlalchemy as sa

from company_service.engine import identity, inbox
from company_service.engine.active import StepTypes
from company_service.engine.again import Again
from company_service.engine.controls import Standing
from company_service.engine.dispatcher import ENDED
from company_service.engine.embedded import Options
from company_service.engine.entries import Ended, Unsure, Withdrawn
from company_service.engine.events import SUBWORKFLOW
from company_service.engine.inprocess import InProcess
from company_service.engine.journal import Listener
from company_service.engine.payloads import PayloadStore
from company_service.engine.reading import Reading, Shown
from company_service.engine.runner import Live, Runner
from company_service.engine.starting import NewRun, Started
from company_service.engine.steps import TEST, ChildRun, StepCall, StepType
from company_service.engine.tables import runs
from kernel.db import Database, Tx
from kernel.problems import Conflict, InvalidRequest, NotFound, Unavailable

__all__ = ["MAX_CHAIN", "Engine", "NewRun", "NothingWaits", "Silent", "Started"]

MAX_CHAIN = 10
"""So many runs may start one another, as steps or by their ends."""
_FULL = 30
"""Seconds after which somebody may try again."""


class Silent:
    """A listener that needs to hear nothing."""

    def run_ended(self, ended: Ended) -> None:
        """Nothing."""

    async def steps_withdrawn(self, tx: Tx, withdrawn: Sequence[Withdrawn]) -> None:
        """Nothing."""

    async def steps_unsure(self, tx: Tx, unsure: Sequence[Unsure]) -> None:
        """Nothing."""


class NothingWaits(Conflict):
    """The step waits for nothing, or no longer."""

    title = "This is not waited for any more"


class QueueFull(Unavailable):
    """So many runs wait for their turn that no more are taken."""

    title = "Too many runs are waiting for their turn"


class TooDeep(InvalidRequest):
    """Runs start one another without end, it seems."""

    title = "Too many runs started one another"


class Engine:
    """Runs workflows. Use as an async context manager, which drains on the way out."""

    def __init__(
        self,
        db: Database,
        types: Sequence[StepType],
        payloads: PayloadStore,
        *,
        clock: Callable[[], datetime],
        listener: Listener | None = None,
        live: Live = lambda _company, _run, _seq: None,
        options: Options | None = None,
    ) -> None:
        self._db = db
        self._clock = clock
        self._live = live
        self.options = options or Options()
        self.types: StepTypes = {kind.info.type: kind for kind in types}
        self.payloads = payloads
        self.reading = Reading(db, payloads)
        self._runner = self._choose(listener or Silent())
        self.journal = self._runner.journal
        self.loader = self._runner.loader
        self._watchers: dict[str, list[asyncio.Event]] = {}
        self._ends: dict[str, list[asyncio.Future[None]]] = {}

    def _choose(self, listener: Listener) -> Runner:
        """The driver that the options ask for."""
        if self.options.temporal:
            try:
                from company_service.engine.temporal.runner import OnTemporal
            except ModuleNotFoundError as error:
                told = "ENGINE=temporal needs the package temporalio, an extra of the company service."
                raise RuntimeError(f"{told} Install it into this environment: pip install temporalio") from error
            kind = OnTemporal
        else:
            kind = InProcess
        return kind(
            self._db, self.types, self.payloads, self, clock=self._clock, listener=listener, live=self._happened,
            ended=self._ended, options=self.options,
        )  # fmt: skip

    async def __aenter__(self) -> Self:
        await self._runner.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Finish what is under way (as long as `drain` allows), write it, give the rest back."""
        await self._runner.close()

    async def start(self, new: NewRun) -> Started:
        """Start a run; when this returns it is on disk.

        Raises `InvalidGraph`, `InvalidInput`, `NotStarted`, `QueueFull`.
        """
        if new.parent is None and not self.options.has_room():
            raise QueueFull(
                "Those that wait come first. Nothing of this one will happen: start it again.", retry_after=_FULL
            )
        return await self._runner.start(new)

    @property
    def in_memory(self) -> int:
        """How many runs this process holds in memory; those that only wait are rows."""
        return self._runner.in_memory

    @property
    def standing(self) -> Standing:
        """What is paused and limited, as last looked at."""
        return self._runner.standing

    async def controls_changed(self) -> None:
        """Something was paused, resumed or limited: heed it in this process now (others do within a second)."""
        await self._runner.controls_changed()

    # -- runs within runs ----------------------------------------------------------------------------------------------

    async def start_child(self, call: StepCall, child: ChildRun) -> str:
        """Start a run for a try of a step (see `steps.Runs`)."""
        parent = call.run
        if parent.depth >= MAX_CHAIN:
            raise TooDeep(
                f"{MAX_CHAIN} runs started one another, so this one was not started. Look whether these workflows "
                "call each other in circles."
            )
        new = NewRun(
            id=identity.run_id(call.begun, parent.id, call.step, str(call.attempt)),
            company_id=parent.company_id,
            workflow_id=child.workflow_id,
            workflow_name=child.workflow_name,
            version=child.version,
            agent_id=child.agent_id,
            graph=child.graph,
            input=child.input,
            trigger=TEST if parent.trigger == TEST else SUBWORKFLOW,
            started_by=parent.started_by,
            trigger_id=parent.key_id,
            depth=parent.depth + 1,
            parent=(parent.id, call.step),
        )
        return (await self.start(new)).id

    @property
    def patience(self) -> timedelta | None:
        """How long a child is waited for without looking (see `steps.Runs`)."""
        return timedelta(seconds=5 * self.options.poll) if self.options.temporal else None

    async def end_of_child(self, company_id: str, run_id: str) -> Mapping[str, Any] | None:
        """How a run ended, if it has (see `steps.Runs`)."""
        shown = await self.reading.run(company_id, run_id)
        return shown if shown["status"] in ENDED else None

    async def tell_if_ended(self, tx: Tx, call: StepCall, child_id: str) -> None:
        """Close the gap between a child's end and its parent's wait (see `steps.Runs`)."""
        # Both commits lock the child's row, so the later of them sees what the earlier one wrote.
        company_id = call.run.company_id
        wanted = (runs.c.company_id == company_id) & (runs.c.id == child_id)
        status = await tx.scalar(sa.select(runs.c.status).where(wanted).with_for_update())
        if status in ENDED:
            await inbox.signal(tx, company_id, (call.run.id, call.step), {"ended": child_id}, self._clock())
            tx.after_commit(self._runner.nudge)

    async def past(self, company_id: str, run_id: str) -> Again:
        """A run to go on from. Raises `NotFound`."""
        row = await self.reading.row(company_id, run_id)
        plan = await self.loader.plan(company_id, row["graph_hash"])
        return Again(run_id, plan, await self.loader.events(company_id, run_id))

    # -- telling a run something ---------------------------------------------------------------------------------------

    async def signal(
        self, tx: Tx, company_id: str, run_id: str, step: str, payload: Any, *, by: str | None = None
    ) -> None:
        """Tell a waiting step what it waits for, in the caller's transaction. The first one counts.

        Raises `NothingWaits` when the step does not wait or has been told already.
        """
        tx.after_commit(self._runner.nudge)
        is_first = await inbox.signal(tx, company_id, (run_id, step), payload, self._clock(), by)
        if is_first is None:
            raise NothingWaits("This step does not wait for anything (any more).")
        if not is_first:
            raise NothingWaits("Somebody has answered this already.")

    async def cancel(self, company_id: str, run_id: str, *, by: str | None = None) -> None:
        """Ask a run to stop. Raises `NotFound`; a run that has ended stays as it is (`Conflict`)."""
        async with self._db.begin() as tx:
            wanted = (runs.c.company_id == company_id) & (runs.c.id == run_id)
            status = await tx.scalar(sa.select(runs.c.status).where(wanted))
            if status is None:
                raise NotFound("There is no such run.")
            if status in ENDED:
                raise Conflict("This run has ended already.")
            await self.ask_to_stop(tx, company_id, run_id, by=by)

    async def ask_to_stop(self, tx: Tx, company_id: str, run_id: str, *, by: str | None = None) -> None:
        """As `cancel`, in the caller's transaction and of a run that is there; one that has ended stays as it is."""
        tx.after_commit(self._runner.nudge)
        await inbox.ask_to_stop(tx, company_id, run_id, self._clock(), by)

    def nudge(self) -> None:
        """Another process wrote something that is worth looking at now."""
        self._runner.nudge()

    # -- watching ------------------------------------------------------------------------------------------------------

    async def result(self, company_id: str, run_id: str, timeout: float) -> Shown:
        """The run when it has ended, or as it stands after `timeout` seconds. Raises `NotFound`."""
        async with self.watch(run_id) as changed:
            with suppress(TimeoutError):
                async with asyncio.timeout(timeout):
                    while (await self.reading.row(company_id, run_id))["status"] not in ENDED:
                        await _wait(changed, self.options.poll)
        return await self.reading.run(company_id, run_id)

    def end_of(self, run_id: str) -> "asyncio.Future[None]":
        """Done when the run ends in this process: quicker than asking, and no help when another process has the run."""
        over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._ends.setdefault(run_id, []).append(over)
        return over

    async def changes(self, company_id: str, run_id: str, after_seq: int) -> tuple[Shown | None, list[Shown]]:
        """What a live view that has seen `after_seq` does not know yet. Raises `NotFound`."""
        return await self.reading.changes(company_id, run_id, after_seq)

    @asynccontextmanager
    async def watch(self, run_id: str) -> AsyncGenerator[asyncio.Event]:
        """An event that is set when something happened to the run in this process (others: ask every now and then)."""
        changed = asyncio.Event()
        self._watchers.setdefault(run_id, []).append(changed)
        try:
            yield changed
        finally:
            self._watchers[run_id].remove(changed)
            if not self._watchers[run_id]:
                del self._watchers[run_id]

    def _happened(self, company_id: str, run_id: str, seq: int) -> None:
        for changed in self._watchers.get(run_id, ()):
            changed.set()
        self._live(company_id, run_id, seq)

    def _ended(self, run_id: str) -> None:
        for over in self._ends.pop(run_id, ()):
            if not over.done():
                over.set_result(None)


async def _wait(changed: asyncio.Event, longest: float) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(longest):
            await changed.wait()
    changed.clear()
