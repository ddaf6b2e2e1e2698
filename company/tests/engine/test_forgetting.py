"""Deleting runs that have ended: whole, once, a little at a time, and nothing that anybody still needs."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from company.tests.engine.worlds import COMPANY, World, graph_of
from company_service.engine import forgetting
from company_service.engine.tables import journal, run_graphs, run_inbox, run_remains, run_timers, runs, step_runs
from kernel.db import Row
from kernel.ids import new_id

LARGE = {"text": "x" * 40_000}
LOOP = {
    "steps": [
        {"id": "each", "type": "for_each", "with": {"items": "{{ input.items }}"}},
        {"id": "line", "type": "set", "in": "each", "with": {"values": {"n": "{{ item }}"}}},
    ],
    "edges": [],
}
ALL = (journal, step_runs, run_timers, run_inbox)


def id_at(moment: datetime) -> str:
    return f"run_{int(moment.timestamp() * 1000):012x}"


async def _take(world: World, limit: int = 100) -> Sequence[Row]:
    """Take what has ended by now."""
    async with world.db.begin() as tx:
        return await forgetting.take(tx, COMPANY, "run_~", world.now() + timedelta(seconds=1), limit)


async def _clear(world: World) -> list[int]:
    """Delete what is left, and say how many rows each commit deleted."""
    counts: list[int] = []
    while True:
        async with world.db.read() as tx:
            company_id, run_ids = await forgetting.remaining(tx)
        if not run_ids:
            return counts
        while True:
            async with world.db.begin() as tx:
                counts.append(await forgetting.clear(tx, company_id, run_ids))
            if not counts[-1]:
                break
        await forgetting.finish(world.db, world.payloads, company_id, run_ids)


async def _count(world: World, table: sa.Table) -> int:
    async with world.db.read() as tx:
        return int(await tx.scalar(sa.select(sa.func.count()).select_from(table)))


async def test_a_run_that_ended_goes_with_everything_it_left(world: World):
    ended = await world.run(graph_of("a", "b"), {"text": "short"})

    taken = await _take(world)
    await _clear(world)

    assert [row["id"] for row in taken] == [ended["id"]]
    assert [await _count(world, table) for table in (runs, run_remains, *ALL)] == [0] * 6


async def test_a_run_that_has_not_ended_is_never_taken(world: World):
    waiting = await world.start(graph_of({"id": "ask", "type": "ask", "with": {"choices": ["yes"]}}))
    await world.until(waiting, "waiting")
    ended = await world.run(graph_of("a"))

    taken = await _take(world)
    await _clear(world)
    await world.signal(waiting, "ask", {"choice": "yes"})
    shown = await world.result(waiting)

    assert [row["id"] for row in taken] == [ended["id"]]
    assert shown["status"] == "succeeded"


async def test_a_long_run_goes_a_little_at_a_time_while_others_write(world: World):
    await world.run(LOOP, {"items": list(range(400))})
    await _take(world)

    counts = await _clear(world)
    other = await world.run(graph_of("a"))

    assert max(counts) <= forgetting.CHUNK
    assert len([count for count in counts if count]) >= 3
    assert other["status"] == "succeeded"


async def test_what_somebody_began_is_finished_by_whoever_comes_next(world: World, tmp_path: Path):
    ended = await world.run(graph_of("a"), LARGE)
    await _take(world)
    async with world.db.begin() as tx:
        await forgetting.clear(tx, COMPANY, [ended["id"]])

    await _clear(world)

    assert [await _count(world, table) for table in (run_remains, *ALL)] == [0] * 5
    assert not [each for each in tmp_path.rglob("*") if each.is_file() and "runs" in each.parts]


async def test_runs_are_taken_once_however_many_take_them_at_the_same_time(world: World):
    ended = [(await world.run(graph_of("a")))["id"] for _ in range(12)]

    taken = await asyncio.gather(*(_take(world, 5) for _ in range(6)))
    while left := await _take(world, 5):  # who looked while others had rows locked passed them by
        taken.append(left)
    await asyncio.gather(*(_clear(world) for _ in range(3)))

    assert sorted(row["id"] for rows in taken for row in rows) == sorted(ended)
    assert await _count(world, journal) == 0


async def test_the_same_large_value_of_another_run_stays(world: World):
    graph = graph_of({"id": "a", "type": "echo", "with": {"text": "{{ input.text }}"}})
    await world.run(graph, LARGE)
    await _take(world)
    newer = await world.run(graph, LARGE)

    await _clear(world)
    shown = await world.engine.reading.run(COMPANY, newer["id"])
    steps = await world.steps_of(newer["id"])

    assert shown["input"] == LARGE
    assert steps["a"]["output"] == LARGE


async def _clear_graphs(world: World, days: float) -> int:
    return await forgetting.clear_graphs(
        world.db, COMPANY, world.now(), world.now() - timedelta(days=days), id_at
    )  # fmt: skip


def _new_id(world: World) -> str:
    """An id as it would be at the world's own time."""
    return id_at(world.now()) + new_id("run")[-20:]


async def test_a_graph_that_no_run_has_goes_after_a_while_and_comes_back_with_its_next_run(world: World):
    graph = graph_of("a")
    await world.run(graph)
    await _take(world)
    at_once = await _clear_graphs(world, 30)
    world.offset = timedelta(days=31)

    later = await _clear_graphs(world, 30)
    again = await world.result(await world.start(graph, id=_new_id(world)))
    await world.restart()
    resumed = await world.engine.loader.plan(COMPANY, (await _graphs(world))[0])

    assert (at_once, later) == (0, 1)
    assert again["status"] == "succeeded"
    assert resumed.graph.steps[0].id == "a"


async def test_a_graph_that_an_old_run_still_needs_stays(world: World):
    waiting = await world.start(graph_of({"id": "ask", "type": "ask", "with": {"choices": ["yes"]}}))
    await world.until(waiting, "waiting")
    world.offset = timedelta(days=400)

    gone = [await _clear_graphs(world, 30) for _ in range(2)]
    await world.restart()
    await world.signal(waiting, "ask", {"choice": "yes"})

    assert gone == [0, 0]
    assert (await world.result(waiting))["status"] == "succeeded"


async def test_a_graph_of_which_nobody_knows_when_it_was_used_stays_for_as_long_again(world: World):
    await world.run(graph_of("a"))
    await _take(world)
    async with world.db.begin() as tx:
        await tx.execute(sa.update(run_graphs).values(used_at=None))

    first = await _clear_graphs(world, 30)
    world.offset = timedelta(days=31)
    second = await _clear_graphs(world, 30)

    assert (first, second) == (0, 1)


async def _graphs(world: World) -> list[Any]:
    async with world.db.read() as tx:
        return [row["hash"] for row in await tx.all(sa.select(run_graphs.c.hash))]
