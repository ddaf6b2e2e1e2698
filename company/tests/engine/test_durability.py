"""What a restart finds, what a commit may refuse, and that the rows shown are what the journal alone gives."""

import asyncio
from dataclasses import asdict
from typing import Any

import pytest
import sqlalchemy as sa

from company.tests.engine.worlds import COMPANY, World, graph_of
from company_service.engine.loading import Loader, Plans
from company_service.engine.tables import engine_workers, journal, runs, step_runs
from kernel.db import Tx


async def kinds(world: World, run_id: str) -> list[str]:
    async with world.db.read() as tx:
        ordered = sa.select(journal.c.kind).where(journal.c.run_id == run_id).order_by(journal.c.seq)
        return [row["kind"] for row in await tx.all(ordered)]


async def test_a_restart_goes_on_with_what_was_under_way(world: World) -> None:
    run_id = await world.start(graph_of("a", {"id": "b", "type": "hold"}, "c"))
    async with asyncio.timeout(10):
        await world.steps.reached.wait()

    await world.restart()
    world.steps.held.set()

    assert (await world.result(run_id))["status"] == "succeeded"
    assert world.steps.done == ["a", "b", "b", "c"]
    assert (await kinds(world, run_id)).count("step.recovered") == 1


async def test_an_effect_whose_key_is_honoured_is_asked_for_again_with_the_same_key(world: World) -> None:
    run_id = await world.start(graph_of({"id": "b", "type": "send_with_key"}))
    async with asyncio.timeout(10):
        await world.steps.reached.wait()

    await world.restart()
    world.steps.held.set()

    assert (await world.result(run_id))["status"] == "succeeded"
    assert world.steps.keys == [f"{run_id}:b"] * 2


async def test_a_step_that_takes_the_process_down_each_time_is_blamed(world: World) -> None:
    await world.restart(max_recoveries=2)
    run_id = await world.start(graph_of({"id": "b", "type": "hold"}))
    for _ in range(2):
        async with asyncio.timeout(10):
            await world.steps.reached.wait()
        world.steps.reached.clear()
        await world.restart(max_recoveries=2)
    async with asyncio.timeout(10):
        await world.steps.reached.wait()
    await world.restart(max_recoveries=2)

    run = await world.result(run_id)

    assert "died 2 times at b" in run["error"]["detail"]


async def test_waiting_runs_survive_a_restart_and_hold_no_memory(world: World) -> None:
    run_ids = [await world.start(graph_of({"id": "ask", "type": "ask"}, "b")) for _ in range(20)]
    for run_id in run_ids:
        await world.until(run_id, "waiting")

    await world.restart()
    for run_id in run_ids:
        await world.signal(run_id, "ask", {"choice": "yes"})

    assert {(await world.result(run_id))["status"] for run_id in run_ids} == {"succeeded"}


async def test_a_decision_made_while_the_engine_is_down_counts(world: World) -> None:
    run_id = await world.start(graph_of({"id": "ask", "type": "ask"}))
    await world.until(run_id, "waiting")
    stopped = world.engine
    await stopped.__aexit__()

    async with world.db.begin() as tx:
        await stopped.signal(tx, COMPANY, run_id, "ask", {"choice": "yes"})
    await world.open()

    assert (await world.result(run_id))["status"] == "succeeded"


async def test_the_rows_shown_are_what_the_journal_alone_gives(world: World) -> None:
    edges = [("a", "success", "ask"), ("a", "success", "bad"), ("bad", "error", "b"), ("bad", "success", "never")]
    bad = {"id": "bad", "type": "flaky", "with": {"times": 9}, "retry": {"max": 1, "backoff": "1ms"}}
    run_id = await world.start(graph_of("a", {"id": "ask", "type": "ask"}, bad, "b", "never", edges=edges))
    await world.until(run_id, "waiting")
    await world.signal(run_id, "ask", {"choice": "yes"})
    await world.result(run_id)

    loader = Loader(world.db, world.payloads, Plans())
    async with world.db.read() as tx:
        run = await tx.one_or_none(sa.select(runs).where(runs.c.id == run_id))
        steps = await tx.all(sa.select(step_runs).where(step_runs.c.run_id == run_id))
    assert run
    projection = (await loader.load(run, (await loader.entries([run_id]))[run_id])).projection

    shown = {row["step"]: {name: row[name] for name in asdict(projection.steps[row["step"]])} for row in steps}
    assert shown == {name: asdict(row) for name, row in projection.steps.items()}
    assert {name: run[name] for name in ("status", "cost", "error", "waiting_for", "ended_at", "changed_seq")} == {
        name: getattr(projection.run, name)
        for name in ("status", "cost", "error", "waiting_for", "ended_at", "changed_seq")
    }


async def test_an_entry_that_cannot_be_written_fails_no_neighbour(world: World) -> None:
    told: list[str] = []

    async def write(tx: Tx) -> None:
        told.append("")
        if len(told) == 3:
            raise ZeroDivisionError

    world.steps.write = write
    run_ids = [await world.start(graph_of("a", "b", "c")) for _ in range(5)]

    assert {(await world.result(run_id))["status"] for run_id in run_ids} == {"succeeded"}


@pytest.mark.embedded_only("commits are counted of the embedded driver")
async def test_many_runs_share_few_commits(world: World) -> None:
    await asyncio.gather(*(world.run(graph_of("a", "b", "c")) for _ in range(50)))

    written, commits = world.engine.journal.written, world.engine.journal.commits
    assert written >= 4 * 50
    assert commits < written / 3


@pytest.mark.embedded_only("leases and fences of the embedded driver")
async def test_who_lost_a_run_can_write_nothing(world: World) -> None:
    run_id = await world.start(graph_of({"id": "b", "type": "hold"}, "c"))
    async with asyncio.timeout(10):
        await world.steps.reached.wait()

    async with world.db.begin() as tx:  # as another process does when it takes the run over
        other = {"owner": "other:1", "fence": runs.c.fence + 1}
        await tx.execute(sa.update(runs).where(runs.c.id == run_id).values(**other))
        alive = {"id": "other:1", "started_at": world.now(), "lease_until": world.now().replace(year=2100)}
        await tx.execute(sa.insert(engine_workers).values(**alive))
    world.steps.held.set()
    await asyncio.sleep(0.3)

    assert await kinds(world, run_id) == ["run.started", "step.started"]
    assert "c" not in world.steps.done


@pytest.mark.embedded_only("leases and fences of the embedded driver")
async def test_the_runs_of_the_dead_are_taken_over(world: World) -> None:
    await world.restart(lease=0.3)
    run_id = await world.start(graph_of({"id": "ask", "type": "ask"}, "b"))
    await world.until(run_id, "waiting")
    async with world.db.begin() as tx:
        dead = {"owner": "dead:1", "status": "running"}
        await tx.execute(sa.update(runs).where(runs.c.id == run_id).values(**dead))
        gone = {"id": "dead:1", "started_at": world.now(), "lease_until": world.now().replace(year=2000)}
        await tx.execute(sa.insert(engine_workers).values(**gone))

    await world.signal(run_id, "ask", {"choice": "yes"})

    assert (await world.result(run_id))["status"] == "succeeded"


async def test_a_start_that_is_repeated_while_the_run_goes_on_does_not_disturb_it(world: World) -> None:
    new = world.new_run(graph_of({"id": "b", "type": "hold"}, "c"))

    first = await world.engine.start(new)
    await world.until(new.id, "running")
    again = await world.engine.start(new)
    world.steps.held.set()

    assert (first.new, again.new, again.status) == (True, False, "running")
    assert (await world.result(new.id))["status"] == "succeeded"
    assert world.steps.done == ["b", "c"]


@pytest.mark.parametrize("state", ["started", "waiting", "ended"])
async def test_a_start_that_is_repeated_attaches_to_the_run_there_is(world: World, state: str) -> None:
    graph: Any = graph_of({"id": "ask", "type": "ask"}) if state == "waiting" else graph_of("a")
    new = world.new_run(graph)

    both = await asyncio.gather(world.engine.start(new), world.engine.start(new))

    assert sorted(each.new for each in both) == [False, True]
    assert (await kinds(world, new.id)).count("run.started") == 1
