"""Following a run live: nothing is missed, whatever the connection does."""

import asyncio
from contextlib import aclosing

import pytest

from company.tests.roles.test_roles import joined
from company.tests.runs.live_events import events, heard
from company.tests.workflows.graphs import ASK, GREET
from company.tests.world import API, Json, World
from tests.harness import USER

YES: Json = {"choice": "approve", "fields": {}, "comment": ""}


async def test_a_run_that_ended_tells_all_of_itself(world: World):
    run = await world.run(await world.publish(GREET), {"name": "Ana"})

    told = await heard(world.owner, run["id"])

    assert told[-1].name == "end"
    assert told[-1].data["run"]["status"] == "succeeded"
    assert told[-1].data["run"]["output"] == {"text": "Hello Ana"}
    step = next(each.data["step"] for each in told if "output" in each.data.get("step", {}))
    assert (step["step"], step["status"], step["output"]) == ("greet", "succeeded", {"text": "Hello Ana"})
    assert [each.seq for each in told if each.seq] == sorted({each.seq for each in told if each.seq})


async def test_who_follows_hears_of_each_thing_as_it_happens(world: World):
    run = await world.run(await world.publish(ASK), {"amount": 5}, wait=0)
    decided = False

    names: list[str] = []
    async with asyncio.timeout(30), aclosing(events(world.owner, run["id"])) as stream:
        async for event in stream:
            names.append(event.name)
            waiting = event.data.get("run", {}).get("waiting_for")
            if waiting and not decided:
                decided = True
                await world.owner.post(f"{API}/approvals/{waiting['approval_id']}/decide", json=YES)

    assert decided
    assert names[-1] == "end"
    assert "step" in names


@pytest.mark.parametrize("cut", [1, 2, 3])
async def test_who_comes_back_hears_exactly_what_was_missed(world: World, cut: int):
    workflow_id = await world.publish(ASK)
    run = await world.run(workflow_id, {"amount": 5}, wait=0)
    waiting = await world.until(run["id"], "waiting")
    approval = waiting["waiting_for"]["approval_id"]
    await world.owner.post(f"{API}/approvals/{approval}/decide", json={**YES, "choice": "reject"})
    await world.until(run["id"], "failed")
    everything = await heard(world.owner, run["id"])
    last = [each.seq for each in everything if each.seq][cut - 1]

    rest = await heard(world.owner, run["id"], last)

    place = next(index for index, each in enumerate(everything) if each.seq == last)
    assert rest == everything[place + 1 :]


async def test_who_has_heard_the_end_is_told_it_again(world: World):
    run = await world.run(await world.publish(GREET), {"name": "Ana"})
    end = (await heard(world.owner, run["id"]))[-1]

    again = await heard(world.owner, run["id"], end.seq)

    assert again[-1].name == "end"


@pytest.mark.parametrize("last", ["-1", "abc", "1; drop", "9" * 30])
async def test_a_place_that_is_none_is_refused(world: World, last: str):
    run = await world.run(await world.publish(GREET), {"name": "Ana"})

    answer = await world.owner.get(f"{API}/runs/{run['id']}/events", headers={"last-event-id": last})

    assert answer.status_code == 422


async def test_a_stream_closes_soon_after_its_follower_may_no_longer(world: World):
    await world.join()
    await joined(world, "viewer")
    workflow_id = await world.publish(ASK)
    run = await world.run(workflow_id, {"amount": 5}, wait=0)
    ben = await world.member("viewer")
    await world.until(run["id"], "waiting")

    async with asyncio.timeout(30), aclosing(events(ben, run["id"])) as stream:
        await anext(stream)
        body = {"grants": [{"to": USER, "level": "edit"}]}
        assert (await world.owner.put(f"{API}/access/{workflow_id}/grants", json=body)).status_code == 200
        names = [event.name async for event in stream]

    assert "end" not in names
