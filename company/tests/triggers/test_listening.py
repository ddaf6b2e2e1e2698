"""Workflows that start on an event, or when a run of another one ends."""

import asyncio
from pathlib import Path

import pytest

from company.tests.triggers.made import ECHO, look, runs, trigger
from company.tests.workflows.graphs import GREET
from company.tests.world import API, Json, World, opened_world
from company_service.triggers.consumers import hear
from contracts.events import RunEnded
from kernel.bus import Message
from tests.harness import COMPANY

PAID: Json = {"kind": "event", "event": "order.paid"}


async def started(world: World, made: Json, count: int) -> list[Json]:
    async with asyncio.timeout(30):
        while len(found := await runs(world, made["workflow_id"])) < count:
            await asyncio.sleep(0.03)
    return found


async def test_an_event_starts_each_workflow_that_listens_once(tmp_path: Path, database_url: str):
    async with opened_world(tmp_path, url=database_url) as world:
        small = await trigger(world, {**PAID, "filter": "input.data.amount < 100"}, ECHO)
        every = await trigger(world, PAID, ECHO, input={"n": "{{ input.data.amount }}", "key": "{{ input.key }}"})
        deaf = await trigger(world, {**PAID, "event": "order.sent"}, ECHO)
        for amount in (50, 500):
            body = {"name": "order.paid", "key": "k", "data": {"amount": amount}}
            assert (await world.owner.post(f"{API}/events", json=body)).status_code == 202
        all_of_them = await started(world, every, 2)
        few = await started(world, small, 1)
        await asyncio.sleep(0.3)
        counts = [len(await runs(world, each["workflow_id"])) for each in (small, every, deaf)]
        shown = await look(world, every)

    assert counts == [1, 2, 0]
    assert {run["input"]["n"] for run in all_of_them} == {50, 500}
    assert (few[0]["input"], few[0]["trigger"], few[0]["trigger_id"]) == ({"amount": 50}, "event", small["id"])
    assert shown["fired"] == 2


async def test_a_filter_that_cannot_be_told_is_shown_and_starts_nothing(world: World):
    made = await trigger(world, {**PAID, "filter": "input.data.amount < 100"}, ECHO)

    await world.owner.post(f"{API}/events", json={"name": "order.paid", "data": {"other": 1}})
    async with asyncio.timeout(10):
        while (shown := await look(world, made))["problem"] is None:
            await asyncio.sleep(0.03)

    assert "amount" in shown["problem"]["detail"]
    assert await runs(world, made["workflow_id"]) == []


async def test_another_company_s_event_starts_nothing(world: World):
    made = await trigger(world, PAID, ECHO)
    stranger = await world.neighbour()

    await stranger.post(f"{API}/events", json={"name": "order.paid"})
    await asyncio.sleep(0.5)

    assert await runs(world, made["workflow_id"]) == []


@pytest.mark.parametrize(("on", "expected"), [("succeeded", 1), ("failed", 1), ("any", 2)])
async def test_the_end_of_a_run_starts_another(world: World, on: str, expected: int):
    graph: Json = {
        "input": {},
        "steps": [
            {"id": "is", "type": "branch", "with": {"cases": [{"port": "bad", "when": "input.bad"}]}},
            {"id": "no", "type": "fail", "with": {"message": "Bad"}},
        ],
        "edges": [{"from": "is", "port": "bad", "to": "no"}],
        "output": {"fine": True},
    }
    source = await world.publish(graph)
    made = await trigger(world, {"kind": "workflow_end", "workflow_id": source, "on": on}, ECHO)

    ended = [await world.run(source, {"bad": bad}) for bad in (True, False)]
    found = await started(world, made, expected)
    await asyncio.sleep(0.3)

    assert len(await runs(world, made["workflow_id"])) == expected
    assert {run["input"]["run_id"] for run in found} <= {run["id"] for run in ended}
    assert {run["input"]["status"] for run in found} == ({"succeeded", "failed"} if on == "any" else {on})
    assert found[0]["trigger"] == "workflow_end"


async def test_hearing_of_the_same_end_twice_starts_one_run(tmp_path: Path, database_url: str):
    async with opened_world(tmp_path, url=database_url) as world:
        source = await world.publish(GREET)
        made = await trigger(world, {"kind": "workflow_end", "workflow_id": source}, ECHO)
        run = await world.run(source, {"name": "Ana"})
        await started(world, made, 1)
        told = RunEnded(
            company_id=COMPANY, run_id=run["id"], workflow_id=source, agent_id="", status="succeeded", seconds=1,
            cost=0, ended_at=run["ended_at"],
        )  # fmt: skip
        message = Message(
            id="evt_" + "0" * 32, topic=told.topic, company_id=COMPANY, payload=told.model_dump(mode="json"),
            created_at=told.ended_at,
        )  # fmt: skip
        await asyncio.gather(*(hear(world.service.deps, message) for _ in range(4)))
        await asyncio.sleep(0.3)

        assert len(await runs(world, made["workflow_id"])) == 1


async def test_workflows_that_start_each_other_come_to_an_end(world: World):
    one, two = await world.publish(ECHO), await world.publish(ECHO)
    first = await trigger(world, {"kind": "workflow_end", "workflow_id": two}, workflow_id=one)
    second = await trigger(world, {"kind": "workflow_end", "workflow_id": one}, workflow_id=two)

    await world.run(one)
    async with asyncio.timeout(30):
        while not (problem := (await look(world, first))["problem"] or (await look(world, second))["problem"]):
            await asyncio.sleep(0.05)

    assert problem["title"] == "Too many runs started one another"
    assert len(await runs(world, one)) + len(await runs(world, two)) == 11


async def test_a_workflow_cannot_listen_to_itself_or_to_another_company_s(world: World):
    workflow_id = await world.publish(ECHO)
    at = f"{API}/workflows/{workflow_id}/triggers"

    answers = [
        await world.owner.post(at, json={"name": "x", "settings": {"kind": "workflow_end", "workflow_id": other}})
        for other in (workflow_id, "wfl_" + "0" * 32)
    ]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert answers[1].json()["errors"][0]["pointer"] == "/settings/workflow_id"
