"""`wait`: seconds to years, or until a moment; the run holds nothing meanwhile and survives a restart."""

import asyncio
from datetime import timedelta
from pathlib import Path

import orjson
import pytest

from company.tests.workflows.graphs import one
from company.tests.world import Json, World, opened_world
from company_service.engine.tables import run_timers
from tests.harness import SteppingClock


async def _waiting(world: World, settings: Json, given: Json | None = None) -> Json:
    workflow_id = await world.publish(one("wait", settings))
    run = await world.run(workflow_id, given, wait=0)
    return await world.until(run["id"], "waiting", "failed", "succeeded")


async def test_a_run_waits_and_goes_on(world: World):
    run = await _waiting(world, {"for": "1s"})

    ended = await world.until(run["id"], "succeeded")

    assert run["status"] == "waiting"
    assert run["waiting_for"]["kind"] == "wait"
    assert run["waiting_for"]["title"].startswith("Until 2")
    assert ended["output"]["until"] <= ended["output"]["resumed_at"]


async def test_a_wait_of_years_is_a_row_and_survives_restarts(tmp_path: Path, database_url: str):
    clock = SteppingClock()
    async with opened_world(tmp_path, url=database_url, clock=clock) as world:
        run = await _waiting(world, {"for": "3y"})
        assert world.service.deps.engine.journal.written
        assert world.service.deps.engine.in_memory == 0, "a waiting run is in nobody's memory"

    clock.go_on(timedelta(days=3 * 365 - 1))
    async with opened_world(tmp_path, url=database_url, clock=clock) as world:
        await asyncio.sleep(1.5)
        assert (await world.until(run["id"], "waiting", "succeeded"))["status"] == "waiting"
        clock.go_on(timedelta(days=1))
        ended = await world.until(run["id"], "succeeded")
        async with world.service.deps.db.read() as tx:
            timers = await tx.all(run_timers.select())

    assert ended["output"]["resumed_at"] >= ended["output"]["until"]
    assert timers == []


@pytest.mark.parametrize(
    ("settings", "given", "hour"),
    [
        ({"until": "{{ input.at }}"}, {"at": "2999-07-01T08:00:00+02:00"}, "06:00:00 UTC"),
        ({"until": "{{ input.at }}", "timezone": "Europe/Berlin"}, {"at": "2999-01-01T08:00:00"}, "07:00:00 UTC"),
    ],
)
async def test_a_moment_far_ahead_is_refused_or_waited_for(tmp_path: Path, settings: Json, given: Json, hour: str):
    async with opened_world(tmp_path) as world:
        run = await _waiting(world, settings, given)

    assert run["waiting_for"]["title"].endswith(hour)


async def test_a_moment_that_is_past_holds_nothing_up(world: World):
    run = await _waiting(world, {"until": "{{ input.at }}"}, {"at": "2001-01-01T00:00:00Z"})

    assert (await world.until(run["id"], "succeeded", "failed"))["output"]["until"] == "2001-01-01T00:00:00.000000Z"


async def test_a_wait_that_makes_no_sense_fails_and_says_why(world: World):
    run = await _waiting(world, {"for": "{{ input.pause }}"}, {"pause": "a while"})

    assert run["status"] == "failed"
    assert "30s, 5m, 24h" in run["error"]["detail"]


@pytest.mark.parametrize(
    "settings",
    [
        {}, {"for": "3d", "until": "2030-01-01"}, {"for": "-1s"}, {"for": "101y"}, {"for": True}, {"for": 1e400},
        {"until": "tomorrow"}, {"until": "2030-01-01", "timezone": "Mars/Olympus"},
        {"until": "9999-12-31T23:59:59-12:00"},
        {"until": "2030-01-01", "timezone": "../../etc/passwd"},
    ],
)  # fmt: skip
async def test_a_wait_is_checked_while_it_is_drawn(world: World, settings: Json):
    workflow = await world.publish(one("wait", {"for": "1s"}))

    answer = await world.owner.post(
        f"/api/company/v1/workflows/{workflow}/validate",
        content=orjson.dumps({"graph": one("wait", settings)}),
        headers={"content-type": "application/json"},
    )

    found = answer.json()["problems"]
    assert [each["severity"] for each in found][:1] == ["error"], found


async def test_a_run_that_waits_can_be_cancelled(world: World):
    run = await _waiting(world, {"for": "9d"})

    await world.owner.post(f"/api/company/v1/runs/{run['id']}/cancel")

    assert (await world.until(run["id"], "cancelled"))["waiting_for"] is None
