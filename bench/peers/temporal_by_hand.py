"""Ten activities in a workflow, written by hand as Temporal's own introduction writes them, at `BENCH_TEMPORAL`.

With `BENCH_VERSION` the worker is versioned and each run pinned to that version, as ours are.
"""

import asyncio
import os
from datetime import timedelta
from typing import Any
from uuid import uuid4

from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.common import PinnedVersioningOverride, VersioningBehavior, WorkerDeploymentVersion
from temporalio.worker import UnsandboxedWorkflowRunner, Worker, WorkerDeploymentConfig

from bench.peers.protocol import RESULT, STEPS, serve

_LIMIT = timedelta(seconds=30)


@activity.defn
async def step(n: int) -> dict[str, Any]:  # noqa: ARG001 - as our steps are told which they are
    """Does nothing."""
    return RESULT


async def _ten_steps() -> int:
    answer: dict[str, Any] = {}
    for n in range(STEPS):
        answer = await workflow.execute_activity(step, n, start_to_close_timeout=_LIMIT)
    return int(answer["n"])


@workflow.defn
class TenSteps:
    """One after the other."""

    @workflow.run
    async def run(self) -> int:
        """The last one's number."""
        return await _ten_steps()


@workflow.defn(versioning_behavior=VersioningBehavior.PINNED)
class TenPinnedSteps:
    """The same, on the version it began with."""

    @workflow.run
    async def run(self) -> int:
        """The last one's number."""
        return await _ten_steps()


async def main() -> None:
    """Serve orders."""
    client = await Client.connect(os.environ["BENCH_TEMPORAL"])
    version = os.environ.get("BENCH_VERSION", "")
    pin = WorkerDeploymentVersion("by-hand", version)
    kind = TenPinnedSteps if version else TenSteps
    queue = f"by-hand-{version}"

    async def run() -> None:
        override = PinnedVersioningOverride(pin) if version else None
        await client.execute_workflow(kind.run, id=str(uuid4()), task_queue=queue, versioning_override=override)

    runner = UnsandboxedWorkflowRunner()
    deployment = WorkerDeploymentConfig(pin, use_worker_versioning=True) if version else None
    async with Worker(
        client, task_queue=queue, workflows=[kind], activities=[step], workflow_runner=runner,
        deployment_config=deployment,
    ):  # fmt: skip
        await asyncio.sleep(2)  # until the server knows the version
        await serve(run)


if __name__ == "__main__":
    asyncio.run(main())
