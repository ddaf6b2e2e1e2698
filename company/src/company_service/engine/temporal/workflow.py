"""`GraphRun`: the one workflow, for every graph. It runs outside the SDK's sandbox, because CEL is a C extension."""

import asyncio
from collections.abc import Callable, Mapping, MutableMapping
from contextlib import suppress
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, cast

from temporalio import workflow
from temporalio.common import RawValue, RetryPolicy, VersioningBehavior
from temporalio.exceptions import ActivityError, ApplicationError
from temporalio.worker import Interceptor, WorkflowInboundInterceptor, WorkflowInterceptorClassInput

from company_service.engine.active import StepTypes
from company_service.engine.graph import Graph
from company_service.engine.loading import Plans
from company_service.engine.plan import Plan, make_plan
from company_service.engine.temporal.driving import BACKLOG, Driving
from company_service.engine.temporal.wire import (
    HELD,
    Order,
    Wire,
    answer_from,
    info_to,
    opened,
    order_from,
    order_to,
    sealed,
)  # fmt: skip

NAME, TELL, PROJECT = "GraphRun", "tell", "project"
NOT_BEGUN, STOPPED = "NotBegun", "Stopped"
"""Types of an activity's failures: it did not try the step at all; its worker is stopping."""
_HOST = "company_service.engine"
_ONCE = RetryPolicy(maximum_attempts=1)
_GRACE = timedelta(seconds=60)
"""So much longer than the step's own time may an activity take: it also writes tables."""
_LONGEST_PAUSE = 30


class Host:
    """What workflows need of the process they run in: step types, and graphs made ready once. Used by threads."""

    def __init__(self, types: StepTypes) -> None:
        self.types = types
        self._plans = Plans()
        self._lock = Lock()

    def plan(self, order: Order) -> Plan:
        """The plan of an order's graph."""
        company_id = order.info.company_id
        with self._lock:
            known = self._plans.get(company_id, order.digest)
            return known or self._plans.keep(company_id, order.digest, make_plan(Graph.model_validate(order.graph)))


class Hosted(Interceptor):
    """Hands the host to workflows, by the SDK's own way out of them."""

    def __init__(self, host: Host) -> None:
        self._host = host

    def workflow_interceptor_class(self, input: WorkflowInterceptorClassInput) -> type[WorkflowInboundInterceptor]:
        """Adds nothing to what workflows do."""
        extern = cast("MutableMapping[str, Any]", input.unsafe_extern_functions)
        extern[_HOST] = lambda: self._host
        return WorkflowInboundInterceptor


@workflow.defn(name=NAME, versioning_behavior=VersioningBehavior.PINNED)
class GraphRun:
    """One run of one graph. A worker that forgot it replays it from its history."""

    @workflow.init
    def __init__(self, order: RawValue) -> None:
        untyped: Any = workflow
        extern: Mapping[str, Any] = untyped.extern_functions()
        host = cast("Host", extern[_HOST]())
        told = order_from(opened(order))
        self._types = host.types
        self._run = Driving.of(told, host.plan(told), host.types, self)
        self._company = told.info.company_id
        self._about = info_to(told.info)
        self._carrier = 0
        """The last entry that an activity under way takes to the tables."""

    @workflow.signal(name=TELL)
    def tell(self, message: RawValue) -> None:
        """Something from the inbox."""
        self._run.hear(opened(message))

    @workflow.run
    async def run(self, order: RawValue) -> None:
        """Bring the run to its end, or to where it continues as new."""
        living = asyncio.create_task(self._live())
        while not living.done():
            try:
                await asyncio.shield(living)
            except asyncio.CancelledError:  # by Temporal's own means: it ends as any cancelled run does
                self._run.stop()
        await living

    async def _live(self) -> None:
        run = self._run
        run.begin()
        await self._written()
        while not run.ended:
            await workflow.wait_condition(lambda: bool(run.arrived or run.rest) or self._may_move)
            if run.arrived or run.rest:
                run.go_on()
                await self._written()
            elif self._may_move:
                await self._flush()
                if not run.arrived:
                    workflow.continue_as_new(sealed(self._company, order_to(run.order_from_here())))
            if self._is_long:
                run.decider.draining = True

    @property
    def _is_long(self) -> bool:
        info, most = workflow.info(), self._run.order.most_events
        return info.is_continue_as_new_suggested() or bool(most and info.get_current_history_length() > most)

    @property
    def _may_move(self) -> bool:
        """Nothing is under way, and nothing new begins: what there is can be carried into a new history."""
        return self._run.decider.draining and not self._run.run.tasks

    # -- tables --------------------------------------------------------------------------------------------------------

    async def _written(self) -> None:
        """See to it that what happened gets into the tables: by the next activity, or by one for this alone."""
        run = self._run
        if run.pending and (run.ended or run.backlog > BACKLOG or not self._is_carried()):
            await self._flush()

    def _is_carried(self) -> bool:
        """Whether an activity that was just asked for takes the newest entry along."""
        return self._carrier >= self._run.pending[-1][0]

    async def _flush(self) -> None:
        run = self._run
        if not run.pending:
            return
        upto = run.pending[-1][0]
        await workflow.execute_local_activity(
            PROJECT, sealed(self._company, [entry for _, entry in run.pending]), start_to_close_timeout=_GRACE
        )  # fmt: skip
        run.carried(upto)

    # -- steps ---------------------------------------------------------------------------------------------------------

    def now(self) -> datetime:
        """The workflow's time."""
        return workflow.now()

    def remind(self, due: datetime, then: Callable[[], None]) -> "asyncio.Task[None]":
        """Do this at that moment."""

        async def wait() -> None:
            await asyncio.sleep(max(0.0, (due - workflow.now()).total_seconds()))
            then()

        return asyncio.create_task(wait())

    def attempt(self, step: str, attempt: int) -> "asyncio.Task[None]":
        """Have a step tried."""
        pending = self._run.pending
        takes = bool(pending) and pending[-1][0] > self._carrier  # the first of several takes it all
        self._carrier = pending[-1][0] if takes else self._carrier
        entries = list(pending) if takes else []
        return asyncio.create_task(self._attempt(step, attempt, self._run.asked(step), entries))

    async def _attempt(self, step: str, attempt: int, asked: Wire, entries: list[tuple[int, Wire]]) -> None:
        pause = 0
        while True:
            answer = await self._tried(step, asked, entries)
            # Who is cancelled while an activity is under way hears of it only from what the activity came to.
            if answer is None or (answer == HELD and self._run.run.machine.cancelling):
                self._cut_short(step, attempt)
                return
            if answer != HELD:
                if entries and answer["written"]:
                    self._run.carried(entries[-1][0])
                self._run.answered(step, attempt, answer_from(answer))
                return
            pause = min(_LONGEST_PAUSE, 2 * pause or 1)
            with suppress(asyncio.CancelledError):
                await asyncio.sleep(pause)
                continue
            self._cut_short(step, attempt)
            return

    def _cut_short(self, step: str, attempt: int) -> None:
        self._carrier = 0  # what it was to take along may not have arrived
        self._run.cut_short(step, attempt)

    async def _tried(self, step: str, asked: Wire, entries: list[tuple[int, Wire]]) -> Wire | None:
        """The answer of a try; None when there is none."""
        planned = self._run.run.plan.at(step)
        limit = planned.timeout or self._types[planned.step.type].info.timeout
        try:
            raw: RawValue = await workflow.execute_activity(
                planned.step.type,
                sealed(
                    self._company,
                    {**asked, "run": self._about, "timeout": limit, "entries": [entry for _, entry in entries]},
                ),
                result_type=RawValue,
                start_to_close_timeout=timedelta(seconds=limit) + _GRACE,
                heartbeat_timeout=timedelta(seconds=self._run.order.lease),
                retry_policy=_ONCE,
                cancellation_type=workflow.ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
                activity_id=f"{step}~{asked['cause']}",
            )
        except ActivityError as error:
            cause = error.cause
            is_away = isinstance(cause, ApplicationError) and cause.type == NOT_BEGUN
            return HELD if is_away else None
        return opened(raw)


WORKFLOWS: tuple[type[Any], ...] = (GraphRun,)
