"""What workflows have done for them: a try of a step, under the name of the step's type, and entries into the tables.

A try whose answer comes with a write of its own (`StepResult.write`, `Waits.write`) leaves a record in `run_inbox`, in
the same transaction, under the name of what asked for it. Whoever is asked for the same again finds the record and
answers with it: the write is there exactly once, whatever dies in between.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from temporalio import activity
from temporalio.common import RawValue
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory

from company_service.engine.active import StepTypes, bad_expression
from company_service.engine.controls import Standing, admit
from company_service.engine.observing import Observer, observed
from company_service.engine.outcomes import StepBroke, answer_of, too_late
from company_service.engine.payloads import PayloadStore
from company_service.engine.steps import (
    DEADLINE,
    Answer,
    RunInfo,
    Runs,
    Signal,
    StepCall,
    StepResult,
    StepType,
    Waits,
    Write,
)
from company_service.engine.tables import run_inbox, runs
from company_service.engine.temporal.projecting import NotProjected, Projector, before
from company_service.engine.temporal.wire import HELD, Wire, answer_to, info_from, opened, sealed
from company_service.engine.temporal.workflow import NOT_BEGUN, PROJECT, STOPPED
from kernel.db import Database
from kernel.problems import Problem

ADMITTED = "temporal"
"""The owner of a run's row from when its workflow's limit lets it begin until its first step is written there."""


FEW = 3
"""Entries that an activity leaves for the next one when its step is over at once."""
SOON = 0.05
"""Seconds after which somebody may want to see what a step is at."""


class Carried:
    """The entries that an activity takes along. Written before or while its step is tried, or left to the next one."""

    def __init__(self, entries: Sequence[Wire], projector: Projector) -> None:
        self._entries = [each for each in entries if each.get("journal") or each.get("taken")]
        self._projector = projector
        self.written = not self._entries

    async def write(self) -> None:
        """Have them in the tables."""
        if self.written:
            return
        try:
            await self._projector.write(self._entries)
        except NotProjected as problem:
            raise _benign(str(problem), NOT_BEGUN) from problem
        self.written = True


class Activities:
    """The activities of a worker process."""

    def __init__(
        self,
        db: Database,
        types: StepTypes,
        payloads: PayloadStore,
        runs: Runs,
        *,
        projector: Projector,
        clock: Callable[[], datetime],
        lease: float,
        observer: Observer,
    ) -> None:
        self._db = db
        self._types = types
        self._payloads = payloads
        self._runs = runs
        self._projector = projector
        self._clock = clock
        self._beat = lease / 3
        self._observer = observer
        self.standing: Callable[[], Standing] = Standing
        """What is paused and limited now."""

    def all(self) -> list[Callable[..., Any]]:
        """As a worker wants them."""
        return [self.run_step, self.project]

    @activity.defn(name=PROJECT)
    async def project(self, entries: RawValue) -> None:
        """Write entries into the tables."""
        await self._projector.write(opened(entries))

    @activity.defn(dynamic=True)
    async def run_step(self, args: Sequence[RawValue]) -> RawValue:
        """Try a step of the type that the activity is called by."""
        asked: Wire = opened(args[0])
        info = info_from(asked["run"])
        if asked["starts"] and await self._is_held(info, asked):
            await Carried([before(each, asked["cause"]) for each in asked["entries"]], self._projector).write()
            return sealed(info.company_id, HELD)
        carried = Carried(asked["entries"], self._projector)
        if len(asked["entries"]) > FEW:
            await carried.write()
        name = f"{asked['step']}~{asked['cause']}"
        known = await self._record(info, name) if asked["again"] else None
        answer = known or await self._answer(info, name, asked, carried)
        return sealed(info.company_id, {**answer, "written": carried.written})

    async def _is_held(self, info: RunInfo, asked: Wire) -> bool:
        standing = self.standing()
        if standing.pause(info.company_id, info.workflow_id, info.agent_id):
            return True
        if asked["admitted"] or (info.company_id, info.workflow_id) not in standing.limits:
            return False
        mine = (runs.c.company_id == info.company_id) & (runs.c.id == info.id)
        async with self._db.begin() as tx:
            row = await tx.one_or_none(sa.select(runs.c.status, runs.c.owner).where(mine))
            if row is None or row["status"] != "queued" or row["owner"]:
                return row is None
            if not await admit(tx, info.company_id, info.workflow_id, 1, self._clock()):
                return True
            await tx.execute(sa.update(runs).where(mine).values(owner=ADMITTED))
        return False

    async def _answer(self, info: RunInfo, name: str, asked: Wire, carried: "Carried") -> Wire:
        kind = self._types.get(activity.info().activity_type)
        if kind is None:
            raise _benign("This worker has no such kind of step.", NOT_BEGUN)
        answer = await self._tried(kind, self._call(info, asked), asked, carried)
        told = answer_to(answer)
        write = answer.write if isinstance(answer, StepResult | Waits) else None
        return await self._recorded(info, name, asked, told, write) if write else told

    # -- trying --------------------------------------------------------------------------------------------------------

    def _call(self, info: RunInfo, asked: Wire) -> StepCall:
        signal = asked["signal"]

        def evaluate(_source: str, field: str) -> Any:
            raise bad_expression(asked["name"], field, "Only steps that compute at once work expressions out here.")

        return StepCall(
            run=info,
            step=asked["step"],
            name=asked["name"],
            input=asked["input"],
            attempt=asked["attempt"],
            idempotency_key=f"{info.id}:{asked['step']}",
            at=self._clock(),
            payloads=self._payloads,
            begun=datetime.fromisoformat(asked["begun"]),
            evaluate=evaluate,
            runs=self._runs,
            signal=Signal(signal[0], signal[1], signal[2], datetime.fromisoformat(signal[3])) if signal else None,
            waited=asked["waited"],
        )

    async def _tried(self, kind: StepType, call: StepCall, asked: Wire, carried: "Carried") -> Answer | Problem:
        loop, limit = asyncio.get_running_loop(), float(asked["timeout"])
        task = loop.create_task(observed(kind, call, self._observer))
        late = loop.call_later(limit, task.cancel, DEADLINE)
        beat = self._beating(loop)
        try:
            done, _ = await asyncio.wait({task}, timeout=SOON)
            if not done:
                with suppress(ApplicationError):  # the workflow keeps what is not written
                    await carried.write()
                await asyncio.wait({task})
        except asyncio.CancelledError:
            task.cancel()
            await asyncio.wait({task})
            if task.cancelled():
                self._tell_why_it_stopped()
                raise
        finally:
            in_time = not late.cancelled() and late.when() > loop.time()
            late.cancel()
            beat()
        if not task.cancelled():
            return answer_of(call.run, call.step, task)
        if in_time:
            return StepBroke("It broke itself off.")
        return too_late(call.name, limit, repeatable=asked["repeatable"])

    def _beating(self, loop: asyncio.AbstractEventLoop) -> Callable[[], None]:
        """Tell Temporal now and then that the try goes on, so that it is soon noticed when it does not."""
        timers: list[asyncio.TimerHandle] = []

        def beat() -> None:
            activity.heartbeat()
            timers[:] = [loop.call_later(self._beat, beat)]

        def end() -> None:
            timers.pop().cancel()

        timers.append(loop.call_later(self._beat, beat))
        return end

    @staticmethod
    def _tell_why_it_stopped() -> None:
        if activity.is_worker_shutdown():
            raise _benign("The worker is stopping.", STOPPED)

    # -- records -------------------------------------------------------------------------------------------------------

    async def _record(self, info: RunInfo, name: str) -> Wire | None:
        mine = (run_inbox.c.company_id == info.company_id) & (run_inbox.c.run_id == info.id)
        async with self._db.read() as tx:
            return await tx.scalar(sa.select(run_inbox.c.payload).where(mine, run_inbox.c.name == name))

    async def _recorded(self, info: RunInfo, name: str, asked: Wire, told: Wire, write: Write) -> Wire:
        """Write with the record of the answer; what was recorded before counts instead."""
        row = {
            "run_id": info.id, "name": name, "company_id": info.company_id, "step": asked["step"],
            "attempt": asked["attempt"], "payload": told, "by": None, "created_at": self._clock(), "taken": True,
        }  # fmt: skip
        async with self._db.begin() as tx:
            if await tx.insert_if_absent(run_inbox, row):
                await write(tx)
                return told
        known = await self._record(info, name)
        return known or told


def _benign(message: str, kind: str) -> ApplicationError:
    """A failure that the workflow knows what to do about, so that nobody needs to read of it."""
    return ApplicationError(message, type=kind, category=ApplicationErrorCategory.BENIGN)
