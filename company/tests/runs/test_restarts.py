"""A run outlives the process that executes it."""

import asyncio
from pathlib import Path

import pytest

from company.tests.workflows.graphs import ASK
from company.tests.world import API, Json, Others, opened_world
from contracts.events import RunEnded, RunWaiting
from kernel.bus import Message

YES: Json = {"choice": "approve", "fields": {}, "comment": ""}


async def test_a_waiting_run_goes_on_after_a_restart(tmp_path: Path):
    async with opened_world(tmp_path) as world:
        run = await world.run(await world.publish(ASK), {"amount": 5}, wait=0)
        waiting = await world.until(run["id"], "waiting")

    async with opened_world(tmp_path) as world:
        approval = waiting["waiting_for"]["approval_id"]
        decided = await world.owner.post(f"{API}/approvals/{approval}/decide", json=YES)
        ended = await world.until(run["id"], "succeeded", "failed")

    assert decided.status_code == 200
    assert ended["output"]["choice"] == "approve"


async def test_what_was_decided_while_nobody_executed_counts(tmp_path: Path):
    others = Others()
    async with opened_world(tmp_path, others) as world:
        run = await world.run(await world.publish(ASK), {"amount": 5}, wait=0)
        waiting = await world.until(run["id"], "waiting")
    async with opened_world(tmp_path, others, settings={"ENGINE_WORKERS": "0"}) as world:
        approval = waiting["waiting_for"]["approval_id"]
        await world.owner.post(f"{API}/approvals/{approval}/decide", json=YES)
        started = await world.run(run_workflow := waiting["workflow_id"], {"amount": 6}, wait=0)
        queued = (await world.owner.get(f"{API}/runs/{started['id']}")).json()

    async with opened_world(tmp_path, others) as world:
        ended = await world.until(run["id"], "succeeded", "failed")
        taken_up = await world.until(started["id"], "waiting")

    assert ended["status"] == "succeeded"
    assert (queued["status"], queued["workflow_id"]) == ("queued", run_workflow)
    assert taken_up["waiting_for"]["title"] == "Pay 6?"


@pytest.mark.parametrize("ending", ["approve", "cancel"])
async def test_others_are_told_once_of_each_end_and_each_wait(tmp_path: Path, ending: str):
    told: list[Message] = []

    async def hear(message: Message) -> None:
        told.append(message)

    async with opened_world(tmp_path) as world:
        await world.service.host.bus.subscribe("test", [RunEnded.topic, RunWaiting.topic], hear)
        run = await world.run(await world.publish(ASK), {"amount": 5}, wait=0)
        waiting = await world.until(run["id"], "waiting")
        if ending == "cancel":
            await world.owner.post(f"{API}/runs/{run['id']}/cancel")
        else:
            approval = waiting["waiting_for"]["approval_id"]
            await world.owner.post(f"{API}/approvals/{approval}/decide", json=YES)
        ended = await world.until(run["id"], "succeeded", "cancelled")
        await _until_told(told, 3)

    waits = [message.payload["waiting"] for message in told if message.topic == RunWaiting.topic]
    ends = [message.payload for message in told if message.topic == RunEnded.topic]
    assert waits == [True, False]
    assert [(each["run_id"], each["status"], each["agent_id"]) for each in ends] == [
        (run["id"], ended["status"], ended["agent_id"])
    ]
    assert ends[0]["seconds"] >= 0


async def _until_told(told: list[Message], count: int) -> None:
    async with asyncio.timeout(20):
        while len(told) < count:
            await asyncio.sleep(0.02)
    await asyncio.sleep(0.2)
