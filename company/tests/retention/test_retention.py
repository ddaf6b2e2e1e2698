"""How long a company keeps its runs, and what stays of those that are deleted."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from company.tests.workflows.graphs import ASK, GREET, one
from company.tests.world import AGENT, API, Json, World, opened_world
from company_service.approvals.tables import approval_addressees, approval_log, approvals
from company_service.effects.tables import uncertain_effects
from company_service.engine.tables import journal, run_inbox, run_remains, runs, step_runs
from company_service.events.tables import event_receipts, event_waits
from company_service.retention import service
from company_service.retention.tables import run_totals
from kernel.db import Row
from tests.harness import COMPANY, ShiftedClock

PATH = f"{API}/companies/current/retention"
LARGE = "x" * 40_000
YES: Json = {"choice": "approve", "fields": {}, "comment": "Fine"}
LEFT = (
    runs, journal, step_runs, run_inbox, run_remains, approvals, approval_log, approval_addressees, event_waits,
    event_receipts, uncertain_effects,
)  # fmt: skip


@pytest.fixture
async def world(tmp_path: Path, clock: ShiftedClock, database_url: str) -> AsyncIterator[World]:
    async with opened_world(tmp_path, url=database_url, clock=clock) as opened:
        await opened.join()
        yield opened


async def _forget(world: World) -> None:
    await service.forget(world.service.deps)


async def _listed(world: World) -> list[str]:
    return [row["id"] for row in (await world.owner.get(f"{API}/runs")).json()["items"]]


async def _rows(world: World, table: sa.Table) -> list[Row]:
    async with world.service.host.db.read() as tx:
        return list(await tx.all(sa.select(table)))


async def _count(world: World, table: sa.Table) -> int:
    return len(await _rows(world, table))


async def test_a_company_keeps_its_runs_for_ninety_days_unless_it_says_otherwise(world: World):
    viewer = await world.member("viewer")

    first = await viewer.get(PATH)
    changed = await world.owner.put(PATH, json={"days": 30})
    for_ever = await world.owner.put(PATH, json={"days": None})

    assert first.json() == {"days": 90, "default_days": 90, "least_days": 3, "deleted_runs": 0}
    assert changed.json()["days"] == 30
    assert for_ever.json() == (await viewer.get(PATH)).json()
    assert for_ever.json()["days"] is None


@pytest.mark.parametrize("body", [{"days": 0}, {"days": 3651}, {"days": 1.5}, {"days": "long"}, {}])
async def test_a_time_that_makes_no_sense_is_refused(world: World, body: Json):
    answer = await world.owner.put(PATH, json=body)

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/days"


async def test_who_may_not_manage_the_company_does_not_decide_how_long_its_runs_are_kept(world: World):
    operator = await world.member("operator")

    refused = await operator.put(PATH, json={"days": 1})

    assert refused.status_code == 403


async def test_old_runs_go_with_all_they_left_and_their_counts_stay(world: World, clock: ShiftedClock, tmp_path: Path):
    greet, ask = await world.publish(GREET), await world.publish(ASK)
    await world.run(greet, {"name": LARGE})
    await world.run(greet, {"name": "Ana"})
    waiting = await world.run(ask, {"amount": 5}, wait=0)
    approval = (await world.until(waiting["id"], "waiting"))["waiting_for"]["approval_id"]
    await world.owner.post(f"{API}/approvals/{approval}/decide", json=YES)
    await world.until(waiting["id"], "succeeded")

    clock.ahead = timedelta(days=91)
    await _forget(world)

    totals = await _rows(world, run_totals)
    assert await _listed(world) == []
    assert [await _count(world, table) for table in LEFT] == [0] * len(LEFT)
    assert not [each for each in tmp_path.rglob("*") if each.is_file() and "runs" in each.parts]
    assert {(row["workflow_id"], row["runs"]) for row in totals} == {(greet, 2), (ask, 1)}
    assert {(row["company_id"], row["agent_id"], row["status"]) for row in totals} == {(COMPANY, AGENT, "succeeded")}
    assert (await world.owner.get(PATH)).json()["deleted_runs"] == 3


async def test_runs_that_are_young_or_have_not_ended_stay(world: World, clock: ShiftedClock):
    ask = await world.publish(ASK)
    waiting = await world.run(ask, {"amount": 5}, wait=0)
    await world.until(waiting["id"], "waiting")
    ended = await world.run(await world.publish(GREET), {"name": "Ana"})

    clock.ahead = timedelta(days=89)
    await _forget(world)
    before = await _listed(world)
    clock.ahead = timedelta(days=91)
    await _forget(world)

    assert before == [ended["id"], waiting["id"]]
    assert await _listed(world) == [waiting["id"]]
    assert await _count(world, approvals) == 1


async def test_a_run_goes_so_long_after_its_end_however_long_ago_it_began(world: World, clock: ShiftedClock):
    ask = await world.publish(ASK)
    waiting = await world.run(ask, {"amount": 5}, wait=0)
    approval = (await world.until(waiting["id"], "waiting"))["waiting_for"]["approval_id"]
    clock.ahead = timedelta(days=200)
    await world.owner.post(f"{API}/approvals/{approval}/decide", json=YES)
    await world.until(waiting["id"], "succeeded")

    await _forget(world)
    at_once = await _listed(world)
    clock.ahead = timedelta(days=291)
    await _forget(world)

    assert at_once == [waiting["id"]]
    assert await _listed(world) == []


async def test_a_company_that_keeps_its_runs_for_ever_loses_none(world: World, clock: ShiftedClock):
    ended = await world.run(await world.publish(GREET), {"name": "Ana"})
    await world.owner.put(PATH, json={"days": None})

    clock.ahead = timedelta(days=4000)
    await _forget(world)

    assert await _listed(world) == [ended["id"]]


async def test_a_run_stays_for_as_long_as_a_repeated_request_is_recognised(world: World, clock: ShiftedClock):
    await world.run(await world.publish(GREET), {"name": "Ana"})
    await world.owner.put(PATH, json={"days": 1})

    clock.ahead = timedelta(days=2)
    await _forget(world)
    second_day = len(await _listed(world))
    clock.ahead = timedelta(days=3, hours=1)
    await _forget(world)

    assert (second_day, len(await _listed(world))) == (1, 0)


async def test_test_runs_are_deleted_and_count_nowhere(world: World, clock: ShiftedClock):
    workflow_id = await world.publish(GREET)
    path = f"{API}/workflows/{workflow_id}/test-runs"
    await world.owner.post(path, params={"wait": 20}, json={"input": {"name": "Ana"}})

    clock.ahead = timedelta(days=91)
    await _forget(world)

    assert await _listed(world) == []
    assert await _count(world, run_totals) == 0


async def test_more_runs_of_the_same_day_are_added_to_what_was_counted(world: World, clock: ShiftedClock):
    greet, fails = await world.publish(GREET), await world.publish(one("fail", {"message": "No"}))
    await world.run(greet, {"name": "Ana"})
    clock.ahead = timedelta(days=91)
    await _forget(world)
    clock.ahead = timedelta()
    await world.run(greet, {"name": "Ben"})
    await world.run(fails)

    clock.ahead = timedelta(days=91)
    await _forget(world)

    totals = {(row["workflow_id"], row["status"]): row["runs"] for row in await _rows(world, run_totals)}
    assert totals == {(greet, "succeeded"): 2, (fails, "failed"): 1}


async def test_uploaded_files_stay(world: World, clock: ShiftedClock):
    file_id = await world.upload("invoice.txt", b"Total 5", "text/plain")
    await world.run(await world.publish(GREET), {"name": file_id})

    clock.ahead = timedelta(days=91)
    await _forget(world)

    assert (await world.owner.get(f"{API}/files/{file_id}")).content == b"Total 5"


async def test_however_many_runs_are_due_all_of_them_go(world: World, clock: ShiftedClock):
    workflow_id = await world.publish(GREET)
    await asyncio.gather(*(world.run(workflow_id, {"name": str(number)}) for number in range(45)))

    clock.ahead = timedelta(days=91)
    await asyncio.gather(_forget(world), _forget(world))

    assert await _listed(world) == []
    assert [row["runs"] for row in await _rows(world, run_totals)] == [45]
    assert await _count(world, journal) == 0
