"""The runner on Temporal: starts workflows, works for them, and brings them what is said to their runs."""

import asyncio
import dataclasses
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, cast

from temporalio.client import Client
from temporalio.common import (
    PinnedVersioningOverride,
    Priority,
    RawValue,
    VersioningBehavior,
    WorkerDeploymentVersion,
    WorkflowIDReusePolicy,
)  # fmt: skip
from temporalio.converter import DataConverter
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode
from temporalio.worker import UnsandboxedWorkflowRunner, Worker, WorkerDeploymentConfig

from company_service.engine.active import StepTypes
from company_service.engine.controls import Standing
from company_service.engine.embedded import Options, TemporalServer
from company_service.engine.journal import GroupCommit, Listener
from company_service.engine.loading import Loader, Plans
from company_service.engine.payloads import PayloadStore
from company_service.engine.reading import Reading
from company_service.engine.runner import Live
from company_service.engine.starting import Beginning, Beginnings, NewRun, NotStarted, Started
from company_service.engine.steps import Runs
from company_service.engine.temporal.activities import Activities
from company_service.engine.temporal.codec import LargeApart
from company_service.engine.temporal.courier import Courier
from company_service.engine.temporal.driving import VERSION, OnWire
from company_service.engine.temporal.projecting import ProjectionBatch, Projector
from company_service.engine.temporal.wire import Order, beginning_of, opened, order_from, order_of, order_to, sealed
from company_service.engine.temporal.workflow import NAME, WORKFLOWS, Host, Hosted
from kernel.db import Database
from kernel.problems import NotFound

DEPLOYMENT = "agent-platform"
_REMEMBERED = 3600.0
"""Seconds for which every namespace keeps a history that has ended, at least."""
_DEADLOCK_SECONDS = 120
_PAUSES = (*[0.1] * 64, 0.0)


def converter_of(payloads: PayloadStore) -> DataConverter:
    """How payloads reach Temporal's history, and come back from it."""
    return dataclasses.replace(DataConverter.default, payload_codec=LargeApart(payloads))


class OnTemporal:
    """Client, worker and courier of this process."""

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
        self._server = options.temporal or TemporalServer("127.0.0.1:7233")
        self._options = options
        self._clock = clock
        self._payloads = payloads
        self._reading = Reading(db, payloads)
        plans = Plans()
        self._beginnings = Beginnings(plans)
        self.loader = Loader(db, payloads, plans)
        self._host = Host(types)
        self.journal = GroupCommit(db, payloads, listener, ProjectionBatch)
        self.journal.told = self.nudge
        self._projector = Projector(self.journal, live, ended)
        self._courier = Courier(db, clock, options.poll)
        self._activities = Activities(
            db, types, payloads, runs, projector=self._projector, clock=clock, lease=options.lease,
            observer=options.observer,
        )  # fmt: skip
        self._activities.standing = lambda: self._courier.standing
        self._version = WorkerDeploymentVersion(f"{DEPLOYMENT}-{self._server.task_queue}", VERSION)
        self._client: Client | None = None
        self._worker: Worker | None = None
        self._working: asyncio.Task[None] | None = None

    # -- life ----------------------------------------------------------------------------------------------------------

    async def open(self) -> None:
        """Connect, and begin to work. Raises `RuntimeError` when the server does not answer."""
        self.journal.open()
        client = self._client = await self._connected()
        await self._courier.open(client)
        if self._options.max_steps:
            self._worker = self._new_worker(client)
            # A process that is short of CPU is not deadlocked, and a worker that the SDK takes to be so hangs for good.
            # The SDK has no setting for this.
            workflows = cast("Any", self._worker)._workflow_worker
            workflows._deadlock_timeout_seconds = _DEADLOCK_SECONDS
            self._working = asyncio.create_task(self._worker.run(), name="temporal worker")

    async def _connected(self) -> Client:
        server, converter = self._server, converter_of(self._payloads)
        for pause in _PAUSES:
            try:
                return await Client.connect(server.address, namespace=server.namespace, data_converter=converter)
            except RuntimeError:  # it may be starting at the same time as we are
                if not pause:
                    raise
                await asyncio.sleep(pause)
        raise AssertionError("the last pause is none")

    def _new_worker(self, client: Client) -> Worker:
        options = self._options
        return Worker(
            client,
            task_queue=self._server.task_queue,
            workflows=WORKFLOWS,
            activities=self._activities.all(),
            workflow_runner=UnsandboxedWorkflowRunner(),
            interceptors=[Hosted(self._host)],
            max_concurrent_activities=options.max_steps,
            graceful_shutdown_timeout=timedelta(seconds=options.drain),
            sticky_queue_schedule_to_start_timeout=timedelta(seconds=options.lease / 2),
            max_heartbeat_throttle_interval=timedelta(seconds=options.lease / 3),
            default_heartbeat_throttle_interval=timedelta(seconds=options.lease / 3),
            deployment_config=WorkerDeploymentConfig(
                version=self._version,
                use_worker_versioning=True,
                default_versioning_behavior=VersioningBehavior.PINNED,
            ),
        )

    async def close(self) -> None:
        """Finish what is under way, as long as `drain` allows; Temporal gives the rest to others."""
        await self._courier.close()
        if self._worker and self._working:
            await self._worker.shutdown()
            await asyncio.wait({self._working})
        await self.journal.close()

    # -- what slices ask for -------------------------------------------------------------------------------------------

    @property
    def in_memory(self) -> int:
        """None that this process would have to keep: what workers remember of runs is Temporal's to decide."""
        return 0

    @property
    def standing(self) -> Standing:
        """What is paused and limited, as last looked at."""
        return self._courier.standing

    async def controls_changed(self) -> None:
        """Something was paused, resumed or limited: heed it in this process now (others do within a second)."""
        await self._courier.look_at_controls()

    def nudge(self) -> None:
        """There may be a message."""
        self._courier.nudge()

    async def start(self, new: NewRun) -> Started:
        """Start a run: when this returns Temporal has it, and its row is there. Raises as `Runner.start`."""
        beginning = self._beginnings.read(new, self._clock())
        if _is_old(new.id, self._clock()) and await self._is_known(new):
            return await self._attached(new)
        try:
            await self._begin_in_time(beginning)
        except WorkflowAlreadyStartedError:
            return await self._attached(new)
        return Started(new.id, await self._row(beginning), new=True)

    async def _row(self, beginning: Beginning) -> str:
        """Write the run's first entry, as its workflow will; answers the status."""
        run = beginning.run(0)
        advance = OnWire(run)
        beginning.introduce(advance)
        advance.apply(beginning.started(advance))
        entry = advance.sealed()
        if entry:
            await self._projector.write([entry])
        return run.projection.run.status

    async def _begin_in_time(self, beginning: Beginning) -> None:
        for pause in _PAUSES:
            try:
                return await self._begin(beginning)
            except RPCError as error:
                # Until a worker of this version has asked for work, the server refuses to pin anything to it.
                if error.status not in {RPCStatusCode.FAILED_PRECONDITION, RPCStatusCode.UNAVAILABLE}:
                    raise
                if not pause:
                    told = f"Temporal did not take it: {error.message}. Is a worker of this version running?"
                    raise NotStarted(told, retry_after=5) from error
                await asyncio.sleep(pause)
        raise AssertionError("the last pause is none")

    async def _begin(self, beginning: Beginning) -> None:
        info, options = beginning.info, self._options
        order = order_of(beginning, options.lease, self._server.most_events, options.max_recoveries)
        await self._open_client.start_workflow(
            NAME,
            sealed(info.company_id, order_to(order)),
            id=info.id,
            task_queue=self._server.task_queue,
            id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
            versioning_override=PinnedVersioningOverride(self._version),
            priority=Priority(fairness_key=info.company_id[:64]),
        )

    @property
    def _open_client(self) -> Client:
        if self._client is None:
            raise NotStarted("The engine is not open.")
        return self._client

    async def _is_known(self, new: NewRun) -> bool:
        try:
            await self._reading.row(new.company_id, new.id)
        except NotFound:
            return False
        return True

    async def _attached(self, new: NewRun) -> Started:
        if not await self._is_known(new):  # whoever started it died before there was a row
            order = await self._order_of(new.id)
            plan = self._host.plan(order)
            await self._row(beginning_of(order, plan))
        return Started(new.id, str((await self._reading.row(new.company_id, new.id))["status"]), new=False)

    async def _order_of(self, run_id: str) -> Order:
        """What the workflow was started with, from its history."""
        async for event in self._open_client.get_workflow_handle(run_id).fetch_history_events(page_size=1):
            payloads = event.workflow_execution_started_event_attributes.input.payloads
            (payload,) = await LargeApart(self._payloads).decode(payloads)
            return order_from(opened(RawValue(payload)))
        raise NotStarted("Temporal has no history of this run.")


def _is_old(run_id: str, now: datetime) -> bool:
    """Whether Temporal may have had a run of this id and forgotten it: it does so when it forgets the history.

    Fresh ids begin with the moment they were made (UUIDv7); those that are made from something else look old.
    """
    made = run_id.rpartition("_")[2][:12]
    try:
        return abs(now.timestamp() - int(made, 16) / 1000) > _REMEMBERED
    except ValueError:
        return True
