"""Workflows that run other workflows as steps."""

import asyncio
from pathlib import Path

import pytest

from company.tests.steps.test_agent_run import describe, says
from company.tests.workflows.graphs import ASK, GREET, Json, one
from company.tests.world import AGENT, API, Others, World, opened_world
from kernel.ids import new_id
from tests.servers.temporal_server import Temporal

YES: Json = {"choice": "approve", "fields": {}, "comment": ""}


def calls(workflow_id: str, **settings: object) -> Json:
    return one("subworkflow", {"workflow_id": workflow_id, "input": "{{ input }}", **settings})


async def children(world: World, run_id: str) -> list[Json]:
    return (await world.owner.get(f"{API}/runs", params={"parent_run_id": run_id})).json()["items"]


async def test_a_workflow_is_a_step_of_another(tmp_path: Path, database_url: str):
    async with opened_world(tmp_path, url=database_url) as world:
        inner = await world.publish(GREET, "Greeting")
        outer = await world.publish(calls(inner))

        run = await world.run(outer, {"name": "Ana"})

        assert (run["status"], run["output"]) == ("succeeded", {"text": "Hello Ana"})
        [child] = await children(world, run["id"])
        assert (child["workflow_id"], child["trigger"], child["parent_run_id"]) == (inner, "subworkflow", run["id"])


async def test_a_pinned_version_is_called_and_else_the_live_one(world: World):
    inner = await world.publish(one("set", {"values": {"n": 1}}))
    changed = one("set", {"values": {"n": 2}})
    await world.owner.put(f"{API}/workflows/{inner}/draft", json={"graph": changed}, headers={"if-match": '"1"'})
    await world.owner.post(f"{API}/workflows/{inner}/publish", json={"note": ""})

    pinned = await world.run(await world.publish(calls(inner, version=1)))
    live = await world.run(await world.publish(calls(inner)))

    assert (pinned["output"], live["output"]) == ({"n": 1}, {"n": 2})


async def test_many_children_of_a_loop_end_at_once_and_none_is_missed(tmp_path: Path, database_url: str):
    async with opened_world(tmp_path, url=database_url) as world:
        inner = await world.publish(one("set", {"values": {"n": "{{ input.n }}"}}))
        loop: Json = {
            "steps": [
                {"id": "each", "type": "for_each", "with": {"items": "{{ input.items }}", "parallel": 20}},
                {
                    "id": "call",
                    "type": "subworkflow",
                    "in": "each",
                    "with": {"workflow_id": inner, "input": {"n": "{{ item }}"}},
                },
            ],
            "edges": [],
            "output": "{{ steps.each.output.items.map(each, each.call.n) }}",
        }

        run = await world.run(await world.publish(loop), {"items": list(range(60))}, wait=50)

    assert run["output"] == list(range(60))


async def test_a_parent_waits_through_a_restart_for_a_child_that_waits(tmp_path: Path):
    others = Others()
    async with opened_world(tmp_path, others) as world:
        outer = await world.publish(calls(await world.publish(ASK, "Ask")))
        run = await world.run(outer, {"amount": 5}, wait=0)
        waiting = await world.until(run["id"], "waiting")
        [child] = await children(world, run["id"])
        asked = await world.until(child["id"], "waiting")

    async with opened_world(tmp_path, others) as world:
        approval = asked["waiting_for"]["approval_id"]
        await world.owner.post(f"{API}/approvals/{approval}/decide", json=YES)
        ended = await world.until(run["id"], "succeeded", "failed")

    assert waiting["waiting_for"]["title"] == "Ask"
    assert ended["output"]["choice"] == "approve"


async def test_a_child_that_fails_fails_the_step_and_says_why(world: World):
    inner = await world.publish(one("fail", {"message": "Not today."}), "Pay")
    graph = calls(inner)
    graph["steps"].append({"id": "mend", "type": "set", "with": {"values": {"why": "{{ steps.only.error.detail }}"}}})
    graph["edges"] = [{"from": "only", "port": "error", "to": "mend"}]
    graph["output"] = "{{ steps.mend.output.why }}"

    run = await world.run(await world.publish(graph))

    assert run["output"] == "Pay failed: Not today."


@pytest.mark.parametrize("which", ["parent", "child"])
async def test_cancelling_reaches_the_other(world: World, which: str):
    outer = await world.publish(calls(await world.publish(ASK, "Ask")))
    run = await world.run(outer, {"amount": 5}, wait=0)
    await world.until(run["id"], "waiting")
    [child] = await children(world, run["id"])

    await world.owner.post(f"{API}/runs/{run['id'] if which == 'parent' else child['id']}/cancel")
    parent = await world.until(run["id"], "cancelled", "failed")
    ended = await world.until(child["id"], "cancelled", "failed")

    assert ended["status"] == "cancelled"
    assert parent["status"] == ("cancelled" if which == "parent" else "failed")
    assert which == "parent" or parent["error"]["detail"] == "Ask was cancelled."


async def test_a_workflow_that_calls_itself_without_end_is_stopped(world: World):
    body = {"name": "Circle", "agent_id": AGENT, "graph": GREET}
    workflow_id = (await world.owner.post(f"{API}/workflows", json=body)).json()["id"]
    path = f"{API}/workflows/{workflow_id}"
    await world.owner.put(f"{path}/draft", json={"graph": calls(workflow_id)}, headers={"if-match": '"1"'})
    await world.owner.post(f"{path}/publish", json={"note": ""})

    run = await world.run(workflow_id)

    assert run["status"] == "failed"
    assert "10 runs started one another" in run["error"]["detail"]


async def test_the_workflow_of_another_company_is_not_there(world: World):
    inner = await world.publish(GREET)
    stranger = await world.neighbour()
    made = await stranger.post(f"{API}/workflows", json={"name": "X", "agent_id": AGENT, "graph": calls(inner)})
    assert made.status_code == 422  # the agent is not theirs either

    run = await world.run(await world.publish(calls("wfl_" + "0" * 32)))

    assert run["status"] == "failed"
    assert run["error"]["title"] == "This workflow does not exist (any more)"


async def test_a_pause_of_the_inner_workflow_holds_the_outer_one_back(world: World):
    inner = await world.publish(GREET)
    outer = await world.publish(calls(inner))
    await world.owner.post(f"{API}/workflows/{inner}/pause", json={"reason": "Stock-taking"})

    run = await world.run(outer, {"name": "Ana"}, wait=0)
    await world.until(run["id"], "waiting")
    await asyncio.sleep(0.2)
    [child] = await children(world, run["id"])
    await world.owner.post(f"{API}/workflows/{inner}/resume")

    assert child["status"] == "queued"
    assert (await world.until(run["id"], "succeeded", "failed"))["status"] == "succeeded"


async def test_workflows_within_workflows_and_agents_run_on_temporal_as_well(tmp_path: Path, temporal_server: Temporal):
    settings = {
        "ENGINE": "temporal",
        "TEMPORAL_ADDRESS": temporal_server.address,
        "TEMPORAL_TASK_QUEUE": new_id("queue"),
    }
    async with opened_world(tmp_path, settings=settings) as world:
        inner = await world.publish(one("set", {"values": {"n": "{{ input.n }}"}}), "Count")
        describe(world.others, (f"workflow:{inner}", "never"))
        world.others.ai.says = [says("", ("count", {"n": 7})), says("Seven.")]
        loop: Json = {
            "steps": [
                {"id": "each", "type": "for_each", "with": {"items": [0, 1, 2, 3, 4, 5], "parallel": 3}},
                {
                    "id": "call",
                    "type": "subworkflow",
                    "in": "each",
                    "with": {"workflow_id": inner, "input": {"n": "{{ item }}"}},
                },
                {"id": "work", "type": "agent.run", "with": {"task": "Count to seven"}},
            ],
            "edges": [{"from": "each", "to": "work"}],
            "output": {
                "counted": "{{ steps.each.output.items.map(each, each.call.n) }}",
                "said": "{{ steps.work.output.answer }}",
            },
        }

        run = await world.run(await world.publish(loop), wait=50)

    assert run["output"] == {"counted": [0, 1, 2, 3, 4, 5], "said": "Seven."}
    assert len(world.others.ai.chats) == 2
