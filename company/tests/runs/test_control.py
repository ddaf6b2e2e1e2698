"""Holding runs back and taking them away, through the interface."""

import asyncio
from pathlib import Path

import pytest

from company.tests.workflows.graphs import ASK, GREET
from company.tests.world import AGENT, API, Json, World, opened_world
from company_service.__main__ import hold
from contracts.events import AgentChanged
from kernel.db import Database
from tests.harness import COMPANY, USER


async def _post(world: World, path: str, body: Json | None = None) -> Json:
    answer = await world.owner.post(f"{API}{path}", json=body or {})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def _get(world: World, path: str) -> Json:
    answer = await world.owner.get(f"{API}{path}")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def _start(world: World, workflow_id: str) -> str:
    return str((await world.run(workflow_id, {"name": "Ana"}, wait=0))["id"])


async def test_a_paused_workflow_takes_runs_and_says_why_they_wait(tmp_path: Path, database_url: str):
    async with opened_world(tmp_path, url=database_url) as world:
        workflow_id = await world.publish(GREET)
        control = await _post(world, f"/workflows/{workflow_id}/pause", {"reason": "Quarter end"})
        run = await _start(world, workflow_id)
        await asyncio.sleep(0.3)

        shown = await _get(world, f"/runs/{run}")
        held = await _get(world, f"/workflows/{workflow_id}/control")
        await _post(world, f"/workflows/{workflow_id}/resume")

        assert (control["paused"], control["reason"], control["paused_by"]) == (True, "Quarter end", USER)
        assert (shown["status"], shown["held_back"]["kind"]) == ("queued", "paused")
        assert "This workflow is paused" in shown["held_back"]["text"]
        assert (held["queued"], held["running"]) == (1, 0)
        assert (await world.until(run, "succeeded"))["held_back"] is None


async def test_a_paused_company_holds_back_everything(world: World):
    workflow_id = await world.publish(GREET)
    listed = await _post(world, "/companies/current/pause", {"reason": "Fire drill"})
    run = await _start(world, workflow_id)
    await asyncio.sleep(0.2)

    assert [(each["scope"], each["reason"], each["by"]) for each in listed["items"]] == [
        ("company", "Fire drill", USER)
    ]
    assert (await _get(world, f"/runs/{run}"))["held_back"]["text"].startswith("The work of your company is paused")

    assert (await _post(world, "/companies/current/resume"))["items"] == []
    await world.until(run, "succeeded")


async def test_a_paused_agents_runs_wait_until_it_is_active_again(world: World):
    workflow_id = await world.publish(GREET)
    world.others.agents.put(COMPANY, AGENT, "Clerk", "paused")
    run = await _start(world, workflow_id)
    await asyncio.sleep(0.2)
    assert (await _get(world, f"/runs/{run}"))["held_back"]["text"].startswith("The agent is paused")

    world.others.agents.put(COMPANY, AGENT, "Clerk", "active")
    async with world.service.host.db.begin() as tx:
        tx.tell(AgentChanged(company_id=COMPANY, agent_id=AGENT, status="active"))

    await world.until(run, "succeeded")


async def test_the_operator_pauses_everything_from_outside(tmp_path: Path):
    async with opened_world(tmp_path) as world:
        workflow_id = await world.publish(GREET)
        await hold(Database(world.service.host.db.url), "Moving house")
        run, status = "", ""
        async with asyncio.timeout(20):
            while status != "queued":  # it looks once a second
                run = await _start(world, workflow_id)
                await asyncio.sleep(0.3)
                status = (await _get(world, f"/runs/{run}"))["status"]

        assert (await world.owner.get(f"{API}/pauses")).json()["items"][0]["scope"] == "everything"

        await hold(Database(world.service.host.db.url), None)
        await world.until(run, "succeeded")


async def test_limits_are_kept_and_shown(world: World):
    workflow_id = await world.publish(GREET)
    path = f"{API}/workflows/{workflow_id}/limits"

    limited = await world.owner.put(path, json={"max_starts_per_minute": 2})
    runs = [await _start(world, workflow_id) for _ in range(4)]
    for run in runs[:2]:
        await world.until(run, "succeeded")
    shown = [await _get(world, f"/runs/{run}") for run in runs]

    assert limited.json()["max_starts_per_minute"] == 2
    assert sorted(each["status"] for each in shown) == ["queued", "queued", "succeeded", "succeeded"]
    waiting = next(each for each in shown if each["status"] == "queued")
    assert waiting["held_back"] == {"kind": "limited", "text": "Of this workflow's runs at most 2 begin a minute."}
    assert (await world.owner.put(path, json={})).json()["max_starts_per_minute"] is None
    for run in runs:
        await world.until(run, "succeeded")


@pytest.mark.parametrize("body", [{"max_running": 0}, {"max_running": 10**9}, {"other": 1}])
async def test_limits_that_make_no_sense_are_refused(world: World, body: Json):
    workflow_id = await world.publish(GREET)

    assert (await world.owner.put(f"{API}/workflows/{workflow_id}/limits", json=body)).status_code == 422


async def test_a_purge_cancels_what_has_not_begun_and_counts_it(tmp_path: Path, database_url: str):
    async with opened_world(tmp_path, url=database_url) as world:
        ask, greet = await world.publish(ASK), await world.publish(GREET)
        begun = str((await world.run(ask, {"amount": 1}, wait=0))["id"])
        await world.until(begun, "waiting")
        await _post(world, "/companies/current/pause")
        queued = [str((await world.run(ask, {"amount": 1}, wait=0))["id"]) for _ in range(7)]
        other = await _start(world, greet)

        assert await _post(world, f"/workflows/{ask}/purge") == {"cancelled": 7, "more": False}
        ended = [await world.until(run, "cancelled", "failed", "succeeded") for run in queued]
        await _post(world, "/companies/current/resume")

        assert {each["status"] for each in ended} == {"cancelled"}
        assert (await world.until(other, "succeeded"))["status"] == "succeeded"
        assert (await _get(world, f"/runs/{begun}"))["status"] == "waiting"


async def test_many_runs_are_cancelled_at_once(world: World):
    ask = await world.publish(ASK)
    runs = [str((await world.run(ask, {"amount": 1}, wait=0))["id"]) for _ in range(6)]
    for run in runs:
        await world.until(run, "waiting")

    named = await _post(world, "/runs/cancel", {"ids": [*runs[:2], "run_" + "0" * 32]})
    rest = await _post(world, "/runs/cancel", {"workflow_id": ask, "status": "waiting"})
    for run in runs:
        await world.until(run, "cancelled")

    assert named["cancelled"] == 2
    assert 4 <= rest["cancelled"] <= 6
    assert (await world.owner.post(f"{API}/runs/cancel", json={})).status_code == 422


async def test_control_needs_its_permissions_and_ones_own_company(world: World):
    workflow_id = await world.publish(GREET)
    operator, viewer = await world.member("operator"), await world.member("viewer")
    neighbour = await world.neighbour()

    assert (await operator.post(f"{API}/workflows/{workflow_id}/pause", json={})).status_code == 403
    assert (await operator.post(f"{API}/companies/current/pause", json={})).status_code == 403
    assert (await viewer.post(f"{API}/runs/cancel", json={"status": "queued"})).status_code == 403
    for path in ("pause", "resume", "purge"):
        assert (await neighbour.post(f"{API}/workflows/{workflow_id}/{path}", json={})).status_code == 404
    assert (await neighbour.get(f"{API}/workflows/{workflow_id}/control")).status_code == 404
