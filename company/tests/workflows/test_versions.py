"""Versions: compared, restored, called by number; drafts tried without publishing them."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from company.tests.workflows.graphs import ASK, GREET, one
from company.tests.world import AGENT, API, Json, World, opened_world
from company_service.workflows.rules import diff
from contracts.events import RunEnded, RunWaiting
from kernel.bus import Message


def _greet(word: str, **more: Any) -> Json:
    steps = [{"id": "greet", "type": "set", "with": {"values": {"text": word + " {{ input.name }}"}}}]
    return {**GREET, "steps": steps, **more}


async def _save(world: World, workflow_id: str, graph: Json) -> int:
    draft = (await world.owner.get(f"{API}/workflows/{workflow_id}")).json()
    tag = {"if-match": f'"{draft["draft_revision"]}"'}
    saved = await world.owner.put(f"{API}/workflows/{workflow_id}/draft", json={"graph": graph}, headers=tag)
    assert saved.status_code == 200, saved.text
    return int(saved.json()["draft_revision"])


async def _publish(world: World, workflow_id: str, graph: Json, note: str) -> None:
    await _save(world, workflow_id, graph)
    assert (await world.owner.post(f"{API}/workflows/{workflow_id}/publish", json={"note": note})).status_code == 200


async def test_versions_are_listed_compared_restored_and_called_by_number(tmp_path: Path, database_url: str):
    async with opened_world(tmp_path, url=database_url) as world:
        workflow_id = await world.publish(_greet("Hello"))
        await _publish(world, workflow_id, _greet("Goodbye"), "Rather leave")
        path = f"{API}/workflows/{workflow_id}"

        listed = (await world.owner.get(f"{path}/versions")).json()["items"]
        found = (await world.owner.get(f"{path}/diff", params={"from": 1, "to": 2})).json()
        pinned = await world.owner.post(
            f"{path}/runs", params={"wait": 20}, json={"input": {"name": "Ana"}, "version": 1}
        )
        latest = await world.run(workflow_id, {"name": "Ana"})
        missing = await world.owner.post(f"{path}/runs", json={"input": {"name": "Ana"}, "version": 3})
        restored = await world.owner.post(f"{path}/versions/1/restore", headers={"if-match": '"2"'})
        stale = await world.owner.post(f"{path}/versions/1/restore", headers={"if-match": '"2"'})
        again = (await world.owner.get(f"{path}/diff", params={"from": 1, "to": "draft"})).json()

    assert [(each["version"], each["note"]) for each in listed] == [(2, "Rather leave"), (1, "")]
    assert found["changed_steps"] == [
        {
            "id": "greet",
            "name": "greet",
            "changes": [
                {"pointer": "/with/values/text", "old": "Hello {{ input.name }}", "new": "Goodbye {{ input.name }}"}
            ],
        }
    ]
    assert (pinned.json()["version"], pinned.json()["output"]) == (1, {"text": "Hello Ana"})
    assert (latest["version"], latest["output"]) == (2, {"text": "Goodbye Ana"})
    assert (missing.status_code, stale.status_code) == (404, 412)
    assert restored.json()["draft"]["graph"] == _greet("Hello")
    assert again["same"] is True


async def test_an_earlier_version_is_published_again_and_the_draft_stays(world: World):
    workflow_id = await world.publish(_greet("Hello"))
    await _publish(world, workflow_id, _greet("Goodbye"), "")
    draft = _greet("Unfinished")
    await _save(world, workflow_id, draft)
    path = f"{API}/workflows/{workflow_id}"

    again = await world.owner.post(f"{path}/versions/1/publish", json={"note": "Back to Hello"})
    missing = await world.owner.post(f"{path}/versions/9/publish", json={"note": ""})
    refused = await (await world.member("viewer")).post(f"{path}/versions/1/publish", json={"note": ""})

    now = (await world.owner.get(path)).json()
    assert (again.json()["version"], again.json()["graph"]) == (3, _greet("Hello"))
    assert (now["live_version"], now["draft"]["graph"], now["draft_revision"]) == (3, draft, 3)
    assert (await world.run(workflow_id, {"name": "Ana"}))["output"] == {"text": "Hello Ana"}
    assert (missing.status_code, refused.status_code) == (404, 403)


async def test_the_list_says_in_numbers_what_changed_with_each_version(world: World):
    workflow_id = await world.publish(GREET)
    await _publish(world, workflow_id, _greet("Goodbye", output="{{ steps.greet.output.text }}"), "")
    more: list[Json] = [*_greet("Goodbye")["steps"], {"id": "end", "type": "stop", "with": {}}]
    await _publish(world, workflow_id, {**GREET, "steps": more, "edges": [{"from": "greet", "to": "end"}]}, "")
    path = f"{API}/workflows/{workflow_id}/versions"

    listed = (await world.owner.get(path, params={"counts": "yes"})).json()["items"]
    second = (await world.owner.get(path, params={"counts": "yes", "limit": 1})).json()
    plain = (await world.owner.get(path)).json()["items"]

    numbers = ["added_steps", "removed_steps", "changed_steps", "edges", "settings"]
    assert [each["changes"] and [each["changes"][name] for name in numbers] for each in listed] == [
        [1, 0, 0, 1, 1], [0, 0, 1, 0, 1], None,
    ]  # fmt: skip
    assert second["items"] == listed[:1]
    assert [each["changes"] for each in plain] == [None, None, None]


async def test_a_run_finishes_on_the_version_it_started_with(tmp_path: Path, database_url: str):
    async with opened_world(tmp_path, url=database_url) as world:
        workflow_id = await world.publish(ASK)
        run = await world.run(workflow_id, {"amount": 3}, wait=0)
        approval = (await world.until(run["id"], "waiting"))["waiting_for"]["approval_id"]
        await _publish(world, workflow_id, {**ASK, "output": "the new one"}, "")

    async with opened_world(tmp_path, url=database_url) as world:
        await world.owner.post(f"{API}/approvals/{approval}/decide", json={"choice": "approve"})
        ended = await world.until(run["id"], "succeeded", "failed")
        fresh = await world.run(workflow_id, {"amount": 3}, wait=0)

        assert (ended["version"], ended["output"]["choice"]) == (1, "approve")
        assert (await world.until(fresh["id"], "waiting"))["version"] == 2


def test_a_diff_says_what_came_went_and_changed():
    old = {
        "input": {"type": "object", "properties": {"a": {"type": "string"}}},
        "steps": [{"id": "a", "type": "set", "with": {"values": {"x": 1}}}, {"id": "b", "type": "stop"}],
        "edges": [{"from": "a", "to": "b"}],
        "output": "{{ steps.a.output.x }}",
        "layout": {"a": [0, 0]},
    }
    new = {
        "input": {"type": "object", "properties": {"a": {"type": "number"}}},
        "steps": [{"id": "a", "type": "set", "name": "X", "with": {"values": {"x": 1.0}}}, {"id": "c", "type": "stop"}],
        "edges": [{"from": "a", "to": "c"}],
        "layout": {"a": [9, 9]},
    }

    found = diff(old, new)

    assert [step["id"] for step in found.added_steps] == ["c"]
    assert [step["id"] for step in found.removed_steps] == ["b"]
    assert [(each.pointer, each.old, each.new) for each in found.changed_steps[0].changes] == [
        ("/with/values/x", 1, 1.0), ("/name", None, "X"),
    ]  # fmt: skip
    assert (found.added_edges, found.removed_edges) == ([{"from": "a", "to": "c"}], [{"from": "a", "to": "b"}])
    assert [change.pointer for change in found.input] == ["/properties/a/type"]
    assert [(change.old, change.new) for change in found.output] == [("{{ steps.a.output.x }}", None)]
    assert diff(old, {**old, "layout": {}}).same


@pytest.mark.parametrize("graph", [{}, {"steps": 1}, {"steps": [1, {}, {"id": 2}]}, {"edges": "x", "output": []}])
def test_an_unfinished_draft_can_be_compared(graph: Json):
    assert not diff(GREET, graph).same
    assert not diff(graph, GREET).same


async def test_a_draft_is_tried_without_publishing_and_counts_for_nobody(tmp_path: Path, database_url: str):
    told: list[Message] = []

    async def hear(message: Message) -> None:
        told.append(message)

    async with opened_world(tmp_path, url=database_url) as world:
        await world.service.host.bus.subscribe("test", [RunEnded.topic, RunWaiting.topic], hear)
        body = {"name": "New", "agent_id": AGENT, "graph": ASK}
        workflow_id = (await world.owner.post(f"{API}/workflows", json=body)).json()["id"]
        path = f"{API}/workflows/{workflow_id}/test-runs"
        run = (await world.owner.post(path, json={"input": {"amount": 3}})).json()
        approval = (await world.until(run["id"], "waiting"))["waiting_for"]["approval_id"]
        await world.owner.post(f"{API}/approvals/{approval}/decide", json={"choice": "approve"})
        ended = await world.until(run["id"], "succeeded", "failed")

        await _save(world, workflow_id, _greet("Hi"))
        second = await world.owner.post(path, params={"wait": 20}, json={"input": {"name": "Ana"}})
        live = (await world.owner.get(f"{API}/workflows/{workflow_id}")).json()["live_version"]
        counted = await world.run(await world.publish(GREET), {"name": "Ana"})
        async with asyncio.timeout(20):
            while not told:
                await asyncio.sleep(0.05)

    assert (ended["trigger"], ended["version"], ended["output"]["choice"]) == ("test", 0, "approve")
    assert second.json()["output"] == {"text": "Hi Ana"}
    assert live is None
    assert {message.payload["run_id"] for message in told} == {counted["id"]}


async def test_a_draft_with_errors_is_not_tried(world: World):
    body = {"name": "New", "agent_id": AGENT, "graph": one("nothing", {})}
    workflow_id = (await world.owner.post(f"{API}/workflows", json=body)).json()["id"]

    answer = await world.owner.post(f"{API}/workflows/{workflow_id}/test-runs", json={})

    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/draft-not-ready")
    assert answer.json()["errors"][0]["pointer"] == "/graph/steps/0/type"


async def test_versions_are_for_the_company_alone(world: World):
    workflow_id = await world.publish(GREET)
    neighbour, viewer = await world.neighbour(), await world.member("viewer")
    path = f"{API}/workflows/{workflow_id}"

    assert (await neighbour.get(f"{path}/diff", params={"from": 1, "to": 1})).status_code == 404
    assert (await neighbour.post(f"{path}/test-runs", json={})).status_code == 404
    assert (await neighbour.post(f"{path}/versions/1/restore", headers={"if-match": '"1"'})).status_code == 404
    assert (await viewer.post(f"{path}/test-runs", json={})).status_code == 403
    assert (await viewer.get(f"{path}/diff", params={"from": 0, "to": 1})).status_code == 422
