"""Removing what was made to try things out, and nothing else."""

from dataclasses import replace
from typing import Any

import pytest

from company.tests.workflows.graphs import GREET
from company.tests.world import API, Json, World
from company_service.samples.packaged import SampleFile

SAMPLES = f"{API}/samples"


@pytest.fixture
def invoices(world: World) -> None:
    """The sample company has one invoice, on which a person is asked."""
    state = world.service.opened
    state.deps = replace(state.deps, sample_files=lambda: [SampleFile("one.pdf", b"%PDF-1.7\n% one\n")])


async def _try(world: World, key: str = "support-triage") -> Json:
    answer = await world.owner.post(f"{API}/templates/{key}/use", json={"run": True})
    assert answer.status_code == 201, answer.text
    return answer.json()


async def _items(world: World, what: str) -> list[Any]:
    return (await world.owner.get(f"{API}/{what}")).json()["items"]


@pytest.mark.usefixtures("invoices")
async def test_the_sample_company_and_unchanged_tries_go_with_their_runs_and_questions(world: World):
    demo = (await world.owner.post(f"{API}/demo", json={})).json()
    waiting = await world.run(demo["workflow_id"], {"invoice": demo["files"][0]["id"]}, wait=0)
    await world.until(waiting["id"], "waiting")
    tried = await _try(world)
    await world.until(tried["run_id"], "succeeded")

    shown = (await world.owner.get(SAMPLES)).json()
    removed = (await world.owner.delete(SAMPLES)).json()

    assert shown == removed
    assert removed["workflows"] == ["Pay supplier invoices", "Sort support requests"]
    assert (sorted(removed["agents"]), removed["runs"]) == (["Accounts payable", "Support desk"], 2)
    assert await _items(world, "workflows") == []
    assert await _items(world, "runs") == []
    assert await _items(world, "approvals") == []
    assert (await world.owner.get(f"{API}/runs/{tried['run_id']}/steps")).status_code == 404
    assert (await world.owner.get(SAMPLES)).json() == {"workflows": [], "agents": [], "runs": 0}


async def test_what_somebody_made_their_own_stays(world: World):
    changed, published = await _try(world, "lead-routing"), await _try(world, "churn-watch")
    for each in (changed, published):
        await world.until(each["run_id"], "succeeded", "failed")
    body: Json = {"graph": GREET}
    await world.owner.put(f"{API}/workflows/{changed['workflow_id']}/draft", json=body, headers={"if-match": '"1"'})
    assert (await world.owner.post(f"{API}/workflows/{published['workflow_id']}/publish", json={})).status_code == 200
    own = await world.publish(GREET)

    removed = (await world.owner.delete(SAMPLES)).json()

    assert removed == {"workflows": [], "agents": [], "runs": 0}
    left = {each["id"] for each in await _items(world, "workflows")}
    assert left == {changed["workflow_id"], published["workflow_id"], own}
    assert len(await _items(world, "runs")) == 2


async def test_an_agent_with_other_work_stays(world: World):
    tried = await _try(world)
    await world.until(tried["run_id"], "succeeded", "failed")
    body = {"name": "My own", "agent_id": tried["agent_id"], "graph": GREET}
    own = (await world.owner.post(f"{API}/workflows", json=body)).json()
    await world.owner.post(f"{API}/workflows/{own['id']}/publish", json={})

    removed = (await world.owner.delete(SAMPLES)).json()

    assert (removed["workflows"], removed["agents"]) == (["Sort support requests"], [])
    assert [each["id"] for each in await _items(world, "workflows")] == [own["id"]]


@pytest.mark.usefixtures("invoices")
async def test_after_removing_the_samples_can_be_had_again(world: World):
    first = (await world.owner.post(f"{API}/demo", json={})).json()
    await world.owner.delete(SAMPLES)

    second = (await world.owner.post(f"{API}/demo", json={})).json()
    tried = await _try(world)

    assert second["workflow_id"] != first["workflow_id"]
    assert second["agent_id"] != first["agent_id"]
    assert (await world.until(tried["run_id"], "succeeded", "failed"))["status"] == "succeeded"


async def test_only_who_manages_the_company_may_and_only_its_own(world: World):
    builder = await world.member("builder")
    tried = await _try(world)
    await world.until(tried["run_id"], "succeeded", "failed")

    refused = [(await builder.get(SAMPLES)).status_code, (await builder.delete(SAMPLES)).status_code]
    theirs = (await (await world.neighbour()).delete(SAMPLES)).json()

    assert refused == [403, 403]
    assert theirs["runs"] == 0
    assert len(await _items(world, "workflows")) == 1
