"""A clock that jumps by an hour, forwards or backwards, while runs are under way."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from company.tests.engine.conftest import database
from company.tests.engine.worlds import COMPANY, DemoSteps, World, graph_of, told_ends
from company_service.engine.payloads import FilePayloads
from company_service.engine.tables import engine_workers
from kernel.db import Database

HOUR = timedelta(hours=1)
FORWARDS_AND_BACK = pytest.mark.parametrize("jump", [HOUR, -HOUR], ids=["forwards", "backwards"])


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    async with database(database_url) as opened:
        yield opened


@pytest.fixture
async def world(db: Database, tmp_path: Path) -> AsyncIterator[World]:
    """An engine whose lease is short and whose clock can be set."""
    async with AsyncExitStack() as stack:
        world = World(db, DemoSteps(), FilePayloads(tmp_path), stack)
        await world.open(lease=0.3)
        yield world


async def lease_is_renewed(world: World) -> None:
    """Wait until the process has a lease by the clock as it is now, and has looked for work since."""
    async with asyncio.timeout(20):
        while True:
            async with world.db.read() as tx:
                until = await tx.scalar(sa.select(sa.func.max(engine_workers.c.lease_until)))
            if abs(until - world.now()) < timedelta(minutes=1):
                return
            await asyncio.sleep(0.01)


@FORWARDS_AND_BACK
async def test_an_effect_under_way_when_the_clock_jumps_is_carried_out_once_and_its_run_ends(
    world: World, jump: timedelta
) -> None:
    run_id = await world.start(graph_of("before", {"id": "pay", "type": "send"}, "after"))
    async with asyncio.timeout(10):
        await world.steps.reached.wait()

    world.offset = jump
    await lease_is_renewed(world)
    world.steps.held.set()

    assert (await world.result(run_id))["status"] == "succeeded"
    assert world.steps.done == ["before", "pay", "after"]
    assert world.hearing.unsure == []


@FORWARDS_AND_BACK
async def test_nothing_ends_before_it_began_whatever_the_clock_does(world: World, jump: timedelta) -> None:
    run_id = await world.start(graph_of("before", {"id": "b", "type": "hold"}, "after"))
    async with asyncio.timeout(10):
        await world.steps.reached.wait()

    world.offset = jump
    world.steps.held.set()

    run = await world.result(run_id)
    rows: list[Any] = [run, *(await world.steps_of(run_id)).values()]
    assert all(row["started_at"] <= row["ended_at"] for row in rows)
    assert run["created_at"] <= run["started_at"]
    (told,) = await told_ends(world.db)
    assert told["seconds"] >= 0


async def test_a_pause_is_over_at_its_moment_when_the_clock_jumps_over_it(world: World) -> None:
    run_id = await world.start(graph_of({"id": "ask", "type": "ask", "with": {"wait": 3_000}}))
    await world.until(run_id, "waiting")

    world.offset = HOUR

    run = await world.result(run_id)
    assert (run["status"], world.steps.done) == ("succeeded", ["ask"])


async def test_a_pause_set_before_the_clock_went_back_still_waits_for_its_moment(world: World) -> None:
    waits = await world.start(graph_of({"id": "ask", "type": "ask", "with": {"wait": 1}}))
    await world.until(waits, "waiting")
    world.offset = -HOUR
    await lease_is_renewed(world)
    await world.run(graph_of({"id": "new", "type": "ask", "with": {"wait": 0.1}}))  # what is set now is not held up

    before = await world.engine.reading.run(COMPANY, waits)
    world.offset = HOUR
    after = await world.result(waits)

    assert (before["status"], after["status"]) == ("waiting", "succeeded")


@pytest.mark.mysql
@FORWARDS_AND_BACK
async def test_two_processes_whose_clock_jumps_do_nothing_twice(
    new_mysql_database: Any, tmp_path: Path, jump: timedelta
) -> None:
    graph = graph_of("a", {"id": "pay", "type": "send"}, {"id": "ask", "type": "ask", "with": {"wait": 0.2}}, "z")
    async with database(new_mysql_database("clock")) as db, AsyncExitStack() as stack:
        worlds = [World(db, DemoSteps(), FilePayloads(tmp_path), stack) for _ in range(2)]
        for each in worlds:
            await each.open(lease=0.3, max_runs=4)
        run_ids = [await worlds[number % 2].start(graph) for number in range(8)]
        for each in worlds:
            async with asyncio.timeout(10):
                await each.steps.reached.wait()

        for each in worlds:  # one machine's clock, or two that are set by the same server
            each.offset = jump
        await lease_is_renewed(worlds[0])
        for each in worlds:
            each.steps.held.set()

        ends = [await worlds[0].result(run_id) for run_id in run_ids]

    assert {run["status"] for run in ends} == {"succeeded"}
    keys = sorted(key for each in worlds for key in each.steps.keys if key.endswith(":pay"))
    assert keys == sorted(f"{run_id}:pay" for run_id in run_ids)
