"""Pauses, limits, and whose turn it is."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from company.tests.engine.worlds import COMPANY, World, graph_of
from company_service.engine.controls import Limit, Scope, pause, resume, set_limit
from company_service.engine.facade import NewRun
from company_service.engine.tables import journal, runs
from kernel.ids import new_id
from kernel.service import utc_now

ECHO = graph_of("a")
TWO = graph_of({"id": "a", "type": "hold"}, "b")


async def _pause(world: World, scope: Scope, target: str = "", company: str = COMPANY) -> None:
    row = {"company_id": company, "scope": scope, "target": target, "reason": "Audit", "by": "usr_a", "at": utc_now()}
    async with world.db.begin() as tx:
        await pause(tx, row)
    await world.engine.controls_changed()


async def _resume(world: World, scope: Scope, target: str = "", company: str = COMPANY) -> None:
    async with world.db.begin() as tx:
        await resume(tx, company, scope, target)
    await world.engine.controls_changed()


async def _limit(world: World, limit: Limit) -> None:
    async with world.db.begin() as tx:
        await set_limit(tx, COMPANY, "wfl_a", limit)
    await world.engine.controls_changed()


async def test_what_is_paused_is_accepted_and_waits_for_its_turn(world: World):
    every: tuple[tuple[Scope, str, str], ...] = (
        ("workflow", "wfl_a", COMPANY), ("agent", "agt_a", COMPANY), ("company", "", COMPANY), ("everything", "", ""),
    )  # fmt: skip
    for scope, target, company in every:
        await _pause(world, scope, target, company)
        run = await world.start(ECHO, agent_id="agt_a")
        await asyncio.sleep(0.3)
        assert (await world.result(run, timeout=0))["status"] == "queued"

        await _resume(world, scope, target, company)
        assert (await world.result(run))["status"] == "succeeded"


async def test_only_what_is_paused_waits(world: World):
    await _pause(world, "workflow", "wfl_b")
    await _pause(world, "agent", "agt_b")
    await _pause(world, "company", "", "com_b")

    assert (await world.result(await world.start(ECHO, agent_id="agt_a")))["status"] == "succeeded"


async def test_a_paused_run_finishes_its_step_and_goes_on_later(world: World):
    run = await world.start(TWO)
    await world.steps.reached.wait()
    await _pause(world, "workflow", "wfl_a")
    world.steps.held.set()
    await asyncio.sleep(0.4)

    steps = await world.steps_of(run)
    assert (list(steps), steps["a"]["status"]) == (["a"], "succeeded")
    async with world.db.read() as tx:
        assert await tx.scalar(sa.select(runs.c.owner).where(runs.c.company_id == COMPANY, runs.c.id == run)) is None

    await _resume(world, "workflow", "wfl_a")
    assert (await world.result(run))["status"] == "succeeded"
    assert world.steps.done == ["a", "b"]


async def test_a_pause_that_ends_before_the_step_does_holds_nothing_up(world: World):
    graph = graph_of({"id": "a", "type": "hold"}, "b", "c", edges=[("b", "success", "c")])
    await _pause(world, "workflow", "wfl_b")
    run = await world.start(graph)
    await world.steps.reached.wait()
    await _pause(world, "workflow", "wfl_a")
    await asyncio.sleep(0.1)
    await _resume(world, "workflow", "wfl_a")
    world.steps.held.set()

    assert (await world.result(run))["status"] == "succeeded"


async def test_a_pause_and_what_it_holds_outlive_a_restart(world: World):
    await _pause(world, "company")
    run = await world.start(ECHO)

    await world.restart()
    await asyncio.sleep(0.3)
    assert (await world.result(run, timeout=0))["status"] == "queued"

    await _resume(world, "company")
    assert (await world.result(run))["status"] == "succeeded"


async def test_what_is_paused_can_be_answered_and_cancelled(world: World):
    asked = await world.start(graph_of({"id": "ask", "type": "ask"}, "b", edges=[("ask", "yes", "b")]))
    await world.until(asked, "waiting")
    await _pause(world, "company")
    queued = await world.start(ECHO)

    await world.signal(asked, "ask", {"choice": "yes"})
    await world.engine.cancel(COMPANY, queued)

    assert (await world.result(queued))["status"] == "cancelled"
    async with asyncio.timeout(10):
        while (await world.steps_of(asked))["ask"]["status"] != "succeeded":
            await asyncio.sleep(0.02)
    assert "b" not in await world.steps_of(asked)
    await _resume(world, "company")
    assert (await world.result(asked))["status"] == "succeeded"


async def test_what_a_pause_keeps_from_beginning_can_be_cancelled_at_any_moment(world: World):
    await _pause(world, "company")
    held: list[str] = []
    for milliseconds in range(30):
        held.append(await world.start(ECHO))
        await asyncio.sleep(milliseconds / 1000)
        await world.engine.cancel(COMPANY, held[-1])

    assert {(await world.result(run))["status"] for run in held} == {"cancelled"}


async def test_a_workflow_runs_no_more_at_once_than_it_may(world: World):
    await _limit(world, Limit(max_running=2))
    started = [await world.start(TWO) for _ in range(6)]
    other = await world.start(ECHO, workflow_id="wfl_b")
    assert (await world.result(other))["status"] == "succeeded"
    await asyncio.sleep(0.4)

    counts = [(await world.result(run, timeout=0))["status"] for run in started]
    assert sorted(counts) == ["queued"] * 4 + ["running"] * 2

    world.steps.held.set()
    ended = [await world.result(run) for run in started]
    assert {each["status"] for each in ended} == {"succeeded"}


async def test_a_workflow_begins_no_more_a_minute_than_it_may(world: World):
    await _limit(world, Limit(max_starts_per_minute=3))
    started = [await world.start(ECHO) for _ in range(5)]
    await asyncio.sleep(0.5)
    first = [(await world.result(run, timeout=0))["status"] for run in started]

    world.offset = timedelta(seconds=61)
    ended = [(await world.result(run))["status"] for run in started]

    assert sorted(first) == ["queued"] * 2 + ["succeeded"] * 3
    assert set(ended) == {"succeeded"}


async def _queue_up(world: World, company: str, count: int) -> None:
    """So many copies of a queued run of another company, written at once."""
    await _pause(world, "company", "", company)
    first = new_id("run")
    await world.engine.start(
        NewRun(id=first, company_id=company, workflow_id="wfl_x", workflow_name="X", version=1, graph=ECHO, input={})
    )
    async with world.db.begin() as tx:
        mine = (runs.c.company_id == company) & (runs.c.id == first)
        row: Mapping[str, Any] = dict(await tx.one_or_none(sa.select(runs).where(mine)) or {})
        began = (journal.c.company_id == company) & (journal.c.run_id == first)
        entry: Mapping[str, Any] = dict(await tx.one_or_none(sa.select(journal).where(began)) or {})
        ids = [new_id("run") for _ in range(count - 1)]
        for at in range(0, len(ids), 1000):
            some = ids[at : at + 1000]
            await tx.execute(sa.insert(runs), [{**row, "id": each} for each in some])
            await tx.execute(sa.insert(journal), [{**entry, "run_id": each} for each in some])
    await _resume(world, "company", "", company)


@pytest.mark.embedded_only("turns of companies: Temporal has its own queue")
async def test_ten_thousand_queued_runs_of_one_company_hold_up_no_other(world: World):
    await _queue_up(world, "com_big", 10_000)

    for _ in range(5):
        run = await world.start(ECHO)
        assert (await world.result(run))["status"] == "succeeded"

    async with world.db.read() as tx:
        waiting = (runs.c.company_id == "com_big") & (runs.c.status == "queued")
        left = await tx.scalar(sa.select(sa.func.count()).where(waiting))
    assert left > 1000, "five runs of another company ended while these waited"


@pytest.mark.embedded_only("turns of companies: Temporal has its own queue")
async def test_a_paused_workflow_with_a_long_queue_holds_up_no_other_of_its_company(world: World):
    await _pause(world, "workflow", "wfl_a")
    for _ in range(300):
        await world.start(ECHO)

    run = await world.start(ECHO, workflow_id="wfl_b")

    assert (await world.result(run))["status"] == "succeeded"
