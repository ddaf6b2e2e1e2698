"""Workflows: drafts that change, versions that never do."""

import json
from typing import Any

import pytest

from company.tests.workflows.graphs import GREET
from company.tests.world import AGENT, API, OTHER_COMPANY, Json, World

BROKEN: Json = {
    "steps": [{"id": "a", "type": "no.such", "with": {}}, {"id": "b", "type": "set", "with": {"values": {}}}],
    "edges": [{"from": "a", "to": "c"}],
}


async def _created(world: World, graph: Json | None = None) -> Json:
    body = {"name": "Greet", "agent_id": AGENT, "graph": GREET if graph is None else graph}
    answer = await world.owner.post(f"{API}/workflows", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def test_a_workflow_begins_as_a_draft(world: World):
    created = await _created(world)

    read = await world.owner.get(f"{API}/workflows/{created['id']}")
    listed = (await world.owner.get(f"{API}/workflows", params={"agent_id": AGENT})).json()["items"]

    assert read.json() == created
    assert (created["status"], created["draft_revision"], created["live_version"]) == ("draft", 1, None)
    assert created["draft"] == {"graph": GREET}
    assert read.headers["etag"] == '"1"'
    assert [each["id"] for each in listed] == [created["id"]]
    assert "draft" not in listed[0]


async def test_a_workflow_belongs_to_an_agent_of_the_same_company(world: World):
    world.others.agents.put(OTHER_COMPANY, "agt_" + "b" * 32, "Theirs")

    answers = [
        await world.owner.post(f"{API}/workflows", json={"name": "A", "agent_id": agent, "graph": GREET})
        for agent in ("agt_" + "b" * 32, "agt_" + "c" * 32, "nonsense")
    ]

    assert {answer.status_code for answer in answers} == {422}
    assert answers[0].json()["errors"][0]["pointer"] == "/agent_id"


async def test_a_workflow_is_not_created_while_nobody_can_say_whether_the_agent_exists(world: World):
    world.others.agents.away = True

    answer = await world.owner.post(f"{API}/workflows", json={"name": "A", "agent_id": AGENT, "graph": GREET})

    assert answer.status_code == 503


async def test_a_draft_is_saved_from_the_revision_it_was_made_from(world: World):
    created = await _created(world)
    path = f"{API}/workflows/{created['id']}/draft"

    first = await world.owner.put(path, json={"graph": BROKEN, "name": "Broken"}, headers={"if-match": '"1"'})
    late = await world.owner.put(path, json={"graph": GREET}, headers={"if-match": '"1"'})
    blind = await world.owner.put(path, json={"graph": GREET})

    assert (first.status_code, late.status_code, blind.status_code) == (200, 412, 428)
    assert (first.json()["draft_revision"], first.json()["name"]) == (2, "Broken")
    assert late.json()["type"] == "/problems/draft-changed"


async def test_a_draft_may_be_unfinished_but_not_endless(world: World):
    deep: Json = {}
    for _ in range(60):
        deep = {"a": deep}
    large: Json = {"steps": [], "edges": [], "layout": {"note": "x" * 4_300_000}}
    huge: Json = {"steps": [], "edges": [], "layout": {"note": "x" * 5_400_000}}

    graphs: list[Any] = [deep, large, huge, [], "text", None]

    answers = [
        await world.owner.post(f"{API}/workflows", json={"name": "A", "agent_id": AGENT, "graph": graph})
        for graph in graphs
    ]

    assert [answer.status_code for answer in answers] == [422, 422, 413, 422, 422, 422]
    await _created(world, {})


async def test_everything_wrong_with_a_graph_is_named_with_its_place(world: World):
    created = await _created(world)

    answer = await world.owner.post(f"{API}/workflows/{created['id']}/validate", json={"graph": BROKEN})
    fine = await world.owner.post(f"{API}/workflows/{created['id']}/validate", json={})

    problems = answer.json()["problems"]
    assert {"severity", "step", "field", "pointer", "message"} == set(problems[0])
    assert "/steps/0/type" in {each["pointer"] for each in problems}
    assert fine.json() == {"problems": []}


async def test_a_broken_draft_is_not_published(world: World):
    created = await _created(world, BROKEN)

    answer = await world.owner.post(f"{API}/workflows/{created['id']}/publish", json={"note": ""})

    assert answer.status_code == 422
    assert answer.json()["type"] == "/problems/workflow-not-ready"
    assert "/graph/steps/0/type" in {each["pointer"] for each in answer.json()["errors"]}


async def test_a_published_version_never_changes(world: World):
    created = await _created(world)
    path = f"{API}/workflows/{created['id']}"
    other = {**GREET, "output": {"text": "changed"}}

    first = await world.owner.post(f"{path}/publish", json={"note": "First"})
    await world.owner.put(f"{path}/draft", json={"graph": other}, headers={"if-match": '"1"'})
    second = await world.owner.post(f"{path}/publish", json={"note": "Second"})

    listed = (await world.owner.get(f"{path}/versions")).json()["items"]
    assert (first.json()["version"], second.json()["version"]) == (1, 2)
    assert [(each["version"], each["note"]) for each in listed] == [(2, "Second"), (1, "First")]
    assert (await world.owner.get(f"{path}/versions/1")).json()["graph"] == GREET
    assert (await world.owner.get(f"{path}/versions/2")).json()["graph"] == other
    assert (await world.owner.get(f"{path}/versions/3")).status_code == 404
    assert (await world.owner.get(path)).json()["live_version"] == 2


async def test_versions_come_page_by_page(world: World):
    workflow_id = await world.publish(GREET)
    await world.owner.post(f"{API}/workflows/{workflow_id}/publish", json={"note": "Again"})

    first = (await world.owner.get(f"{API}/workflows/{workflow_id}/versions", params={"limit": 1})).json()
    second = await world.owner.get(
        f"{API}/workflows/{workflow_id}/versions", params={"limit": 1, "cursor": first["next"]}
    )

    assert [each["version"] for each in first["items"]] == [2]
    assert [each["version"] for each in second.json()["items"]] == [1]
    assert second.json()["next"] is None


async def test_a_deleted_workflow_is_gone_and_starts_nothing(world: World):
    workflow_id = await world.publish(GREET)

    deleted = await world.owner.delete(f"{API}/workflows/{workflow_id}")

    assert deleted.status_code == 204
    assert (await world.owner.get(f"{API}/workflows/{workflow_id}")).status_code == 404
    assert (await world.owner.post(f"{API}/workflows/{workflow_id}/runs", json={"input": {}})).status_code == 404
    assert (await world.owner.get(f"{API}/workflows")).json()["items"] == []


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "", None),
        ("PUT", "/draft", {"graph": {}}),
        ("POST", "/validate", {}),
        ("POST", "/publish", {"note": ""}),
        ("GET", "/versions", None),
        ("GET", "/versions/1", None),
        ("DELETE", "", None),
        ("POST", "/runs", {"input": {"name": "Ana"}}),
    ],
)
async def test_another_companys_workflow_does_not_exist(world: World, method: str, path: str, body: Json | None):
    workflow_id = await world.publish(GREET)
    stranger = await world.neighbour()

    for known in (workflow_id, "wfl_" + "0" * 32, "nonsense"):
        url = f"{API}/workflows/{known}{path}"
        answer = await stranger.request(method, url, json=body, headers={"if-match": '"1"'})
        assert answer.status_code == 404, url
    assert (await world.owner.get(f"{API}/workflows/{workflow_id}")).json()["draft_revision"] == 1


@pytest.mark.parametrize(
    ("role", "method", "path", "body"),
    [
        ("operator", "POST", "/workflows", {"name": "A", "agent_id": AGENT, "graph": {}}),
        ("operator", "PUT", "/workflows/{id}/draft", {"graph": {}}),
        ("operator", "POST", "/workflows/{id}/publish", {"note": ""}),
        ("operator", "DELETE", "/workflows/{id}", None),
        ("viewer", "POST", "/workflows/{id}/runs", {"input": {"name": "Ana"}}),
    ],
)
async def test_a_role_may_only_what_it_lists(world: World, role: str, method: str, path: str, body: Json | None):
    workflow_id = await world.publish(GREET)
    member = await world.member(role)

    answer = await member.request(
        method, API + path.replace("{id}", workflow_id), json=body, headers={"if-match": '"1"'}
    )

    assert answer.status_code == 403


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": "", "agent_id": AGENT, "graph": {}},
        {"name": "x" * 121, "agent_id": AGENT, "graph": {}},
        {"name": 7, "agent_id": AGENT, "graph": {}},
        {"name": "A", "agent_id": AGENT, "graph": {}, "owner": "me"},
        {"name": "A", "agent_id": None, "graph": {}},
        {"name": "A", "agent_id": AGENT, "graph": {"steps": "\ud800"}},
    ],
)
async def test_a_workflow_that_makes_no_sense_is_refused(world: World, body: Json):
    answer = await world.owner.post(
        f"{API}/workflows", content=json.dumps(body).encode(), headers={"content-type": "application/json"}
    )

    assert answer.status_code == 422


async def test_every_step_type_describes_itself(world: World):
    items = (await world.owner.get(f"{API}/step-types")).json()["items"]

    types = {each["type"]: each for each in items}
    assert list(types) == [
        "ai.extract", "ai.classify", "ai.summarise", "ai.answer", "ai.rewrite", "ai.translate", "ai.prompt",
        "knowledge.search", "knowledge.answer",
        "http.request", "set", "branch", "for_each", "repeat", "try", "stop", "fail", "approval", "notify", "wait",
        "respond", "wait_for_event", "subworkflow", "code", "agent.run",
    ]  # fmt: skip
    assert types["approval"]["dynamic_ports"]["from"] == "with.choices[]"
    by = types["http.request"]["effect_by"]
    assert by == {"setting": "method", "default": "GET", "values": {"GET": "read", "HEAD": "read"}}
    for each in items:
        for name, schema in each["input_schema"]["properties"].items():
            assert schema["x-ui"]["widget"], (each["type"], name)
            assert schema["x-ui"]["label"], (each["type"], name)
