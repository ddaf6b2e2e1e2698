"""The main job on every database that is supported: the same, down to what others are told."""

import asyncio
from pathlib import Path

from company.tests.runs.live_events import heard
from company.tests.workflows.graphs import ASK, GREET
from company.tests.world import API, Json, opened_world
from contracts.events import RunEnded, RunWaiting
from kernel.bus import Message

YES: Json = {"choice": "approve", "fields": {}, "comment": "Grüße ☂"}


async def test_runs_are_started_decided_followed_and_told_of(tmp_path: Path, database_url: str):
    told: list[Message] = []

    async def hear(message: Message) -> None:
        told.append(message)

    async with opened_world(tmp_path, url=database_url) as world:
        await world.service.host.bus.subscribe("test", [RunEnded.topic, RunWaiting.topic], hear)
        await world.join()
        greet, ask = await world.publish(GREET), await world.publish(ASK)
        greeted = await asyncio.gather(*(world.run(greet, {"name": str(number)}) for number in range(10)))
        run = await world.run(ask, {"amount": 5}, wait=0)
        waiting = await world.until(run["id"], "waiting")

    async with opened_world(tmp_path, url=database_url) as world:
        await world.service.host.bus.subscribe("test", [RunEnded.topic, RunWaiting.topic], hear)
        approval = waiting["waiting_for"]["approval_id"]
        decided = await asyncio.gather(
            *(world.owner.post(f"{API}/approvals/{approval}/decide", json=YES) for _ in range(4))
        )
        ended = await world.until(run["id"], "succeeded", "failed")
        events = await heard(world.owner, run["id"])
        listed = (await world.owner.get(f"{API}/runs", params={"limit": 200})).json()["items"]
        async with asyncio.timeout(30):
            while len({message.id for message in told}) < 13:
                await asyncio.sleep(0.05)

    topics = [message.topic for message in {message.id: message for message in told}.values()]
    assert {each["status"] for each in greeted} == {"succeeded"}
    assert sorted(answer.status_code for answer in decided) == [200, 409, 409, 409]
    assert ended["output"]["choice"] == "approve"
    assert events[-1].name == "end"
    assert len(listed) == 11
    assert topics.count(RunEnded.topic) == 11
    assert topics.count(RunWaiting.topic) == 2
