"""Events: each waiting run goes on exactly once; an event that is a little early counts; nobody else's does."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from company.tests.world import API, Json, World, opened_world
from company_service.events.consumers import wake_waiting
from company_service.events.schemas import EventHappened
from company_service.events.tables import event_waits
from kernel.bus import Message
from tests.harness import COMPANY, PERMISSIONS, SteppingClock


def waits_for(name: str = "order.paid", key: Any = "{{ input.order }}", **more: Any) -> Json:
    step = {"id": "paid", "type": "wait_for_event", "with": {"event": name, "key": key, **more}}
    late = {"id": "late", "type": "set", "with": {"values": {"text": "too late"}}}
    return {
        "steps": [step, late],
        "edges": [{"from": "paid", "port": "timeout", "to": "late"}],
        "output": {"paid": "{{ steps.paid.output.event }}", "late": "{{ steps.late.output.text }}"},
    }


async def send(world: World, key: Any = "7", name: str = "order.paid", data: Any = None) -> Json:
    answer = await world.owner.post(f"{API}/events", json={"name": name, "key": key, "data": data})
    assert answer.status_code == 202, answer.text
    return answer.json()


async def begun(world: World, graph: Json, given: Json | None = None) -> str:
    run = await world.run(await world.publish(graph), given or {"order": 7}, wait=0)
    await world.until(run["id"], "waiting", "succeeded", "failed")
    return str(run["id"])


async def test_each_waiting_run_goes_on_exactly_once(tmp_path: Path, database_url: str):
    async with opened_world(tmp_path, url=database_url) as world:
        workflow = await world.publish(waits_for())
        runs = await asyncio.gather(*(world.run(workflow, {"order": 7}, wait=0) for _ in range(8)))
        other = await world.run(workflow, {"order": 8}, wait=0)
        await asyncio.gather(*(world.until(run["id"], "waiting") for run in [*runs, other]))

        sent = await asyncio.gather(*(send(world, data={"amount": 5}) for _ in range(3)))
        ended = [await world.until(run["id"], "succeeded") for run in runs]
        waiting = await world.until(other["id"], "waiting", "succeeded")
        async with world.service.deps.db.read() as tx:
            left = await tx.all(event_waits.select())

    assert waiting["status"] == "waiting"
    assert waiting["waiting_for"]["title"] == "Event order.paid for 8"
    assert {run["output"]["paid"]["id"] for run in ended} <= {each["id"] for each in sent}
    assert all(run["output"]["paid"]["data"] == {"amount": 5} and run["output"]["late"] is None for run in ended)
    assert [row["run_id"] for row in left] == [other["id"]]


async def test_a_run_that_waits_over_a_restart_is_woken(tmp_path: Path):
    async with opened_world(tmp_path) as world:
        run_id = await begun(world, waits_for())

    async with opened_world(tmp_path) as world:
        await send(world)
        run = await world.until(run_id, "succeeded")

    assert run["output"]["paid"]["key"] == "7"


async def test_an_event_that_is_a_little_early_is_not_lost(world: World):
    graph = waits_for(remember="2m")
    await send(world, data="early")

    run_id = await begun(world, graph)

    assert (await world.until(run_id, "succeeded"))["output"]["paid"]["data"] == "early"


async def test_an_event_from_before_the_run_is_not_taken_unless_asked_for(world: World):
    await send(world)
    await asyncio.sleep(1.1)

    run_id = await begun(world, waits_for())
    await asyncio.sleep(1.5)

    assert (await world.owner.get(f"{API}/runs/{run_id}")).json()["status"] == "waiting"


async def test_an_event_at_the_very_moment_a_wait_begins_is_not_lost(world: World):
    workflow = await world.publish(waits_for())

    async def at_once(order: int) -> Json:
        run, _ = await asyncio.gather(world.run(workflow, {"order": order}, wait=0), send(world, str(order)))
        return await world.until(run["id"], "succeeded")

    ended = [await at_once(order) for order in range(25)]

    assert [run["output"]["paid"]["key"] for run in ended] == [str(order) for order in range(25)]


async def test_a_wait_ends_when_its_time_is_over(tmp_path: Path, database_url: str):
    clock = SteppingClock()
    async with opened_world(tmp_path, url=database_url, clock=clock) as world:
        run_id = await begun(world, waits_for(timeout="7d"))

        clock.go_on(timedelta(days=7))
        run = await world.until(run_id, "succeeded")
        await send(world)
        async with world.service.deps.db.read() as tx:
            left = await tx.all(event_waits.select())

    assert run["output"] == {"paid": None, "late": "too late"}
    assert left == []


async def test_a_second_wait_of_a_run_wants_another_event(world: World):
    graph = {
        "steps": [
            {"id": "one", "type": "wait_for_event", "with": {"event": "paid", "key": "a"}},
            {"id": "two", "type": "wait_for_event", "with": {"event": "paid", "key": "a", "remember": "1h"}},
        ],
        "edges": [{"from": "one", "port": "received", "to": "two"}],
        "output": ["{{ steps.one.output.event.id }}", "{{ steps.two.output.event.id }}"],
    }
    run_id = await begun(world, graph)

    first = await send(world, "a", "paid")
    async with asyncio.timeout(20):
        while len((await world.owner.get(f"{API}/runs/{run_id}/steps")).json()["items"]) < 2:
            await asyncio.sleep(0.02)
    await world.until(run_id, "waiting")
    repeat = EventHappened(company_id=COMPANY, event_id=first["id"])
    message = {"id": "evt_" + "0" * 32, "topic": repeat.topic, "company_id": COMPANY, "created_at": first["created_at"]}
    await wake_waiting(world.service.deps, Message.model_validate({**message, "payload": repeat.model_dump()}))
    await asyncio.sleep(1.2)
    assert (await world.owner.get(f"{API}/runs/{run_id}")).json()["status"] == "waiting"
    second = await send(world, "a", "paid")

    assert (await world.until(run_id, "succeeded"))["output"] == [first["id"], second["id"]]


async def test_a_repeated_request_is_one_event(world: World):
    body = {"name": "order.paid", "key": "7"}
    headers = {"idempotency-key": "delivery-1"}

    answers = [await world.owner.post(f"{API}/events", json=body, headers=headers) for _ in range(3)]

    assert len({answer.json()["id"] for answer in answers}) == 1


async def test_another_company_wakes_nobody_here(world: World):
    run_id = await begun(world, waits_for())
    stranger = await world.neighbour()

    await stranger.post(f"{API}/events", json={"name": "order.paid", "key": "7"})
    await asyncio.sleep(1.2)

    assert (await world.owner.get(f"{API}/runs/{run_id}")).json()["status"] == "waiting"


async def test_a_cancelled_run_waits_for_no_event(world: World):
    run_id = await begun(world, waits_for())

    await world.owner.post(f"{API}/runs/{run_id}/cancel")
    await world.until(run_id, "cancelled")
    await send(world)

    async with world.service.deps.db.read() as tx:
        assert await tx.all(event_waits.select()) == []


@pytest.mark.parametrize(
    "body",
    [
        {}, {"name": ""}, {"name": "a b"}, {"name": "x" * 121}, {"name": "a", "key": "k" * 201},
        {"name": "a", "key": 7},
        {"name": "a", "more": 1}, {"name": None}, [],
    ],
)  # fmt: skip
async def test_an_event_that_makes_no_sense_is_refused(world: World, body: Any):
    answer = await world.owner.post(f"{API}/events", json=body)

    assert answer.status_code == 422
    assert answer.json()["errors"]


async def test_an_event_has_a_limit(world: World):
    answer = await world.owner.post(f"{API}/events", json={"name": "a", "data": "x" * 300_000})

    assert answer.status_code == 413


async def test_who_may_not_start_runs_sends_no_events(world: World):
    nobody = await world.service.signed_in(permissions=PERMISSIONS - {"run.start"})

    assert (await nobody.post(f"{API}/events", json={"name": "a"})).status_code == 403
    assert (await world.service.http.post(f"{API}/events", json={"name": "a"})).status_code == 401
