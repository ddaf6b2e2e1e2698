"""Runs: started, read, listed, cancelled."""

import asyncio
from typing import Any

import pytest

from company.tests.workflows.graphs import ASK, GREET, one
from company.tests.world import AGENT, API, Json, World
from contracts.agents import AgentStatus
from kernel.db import idempotency_table
from tests.harness import COMPANY, PERMISSIONS, USER

FILE_INPUT = {
    "type": "object",
    "properties": {
        "invoice": {"type": "string", "format": "file"},
        "more": {"type": "array", "items": {"type": "string", "format": "file"}},
    },
    "required": ["invoice"],
}


async def test_a_run_is_accepted_at_once_and_ends_by_itself(world: World):
    workflow_id = await world.publish(GREET, name="Greet")

    started = await world.owner.post(f"{API}/workflows/{workflow_id}/runs", json={"input": {"name": "Ana"}})
    run = await world.until(started.json()["id"], "succeeded")

    assert started.status_code == 202
    assert set(started.json()) == {"id", "status"}
    assert run["output"] == {"text": "Hello Ana"}
    assert run["input"] == {"name": "Ana"}
    assert (run["workflow_id"], run["workflow_name"], run["agent_id"], run["version"]) == (
        workflow_id,
        "Greet",
        AGENT,
        1,
    )
    assert (run["trigger"], run["started_by"], run["error"], run["cost"]) == ("manual", USER, None, 0)
    assert run["created_at"] <= run["started_at"] <= run["ended_at"]


async def test_who_waits_gets_the_whole_run(world: World):
    workflow_id = await world.publish(GREET)

    answer = await world.owner.post(
        f"{API}/workflows/{workflow_id}/runs", params={"wait": 30}, json={"input": {"name": "Ana"}}
    )

    assert answer.status_code == 200
    assert answer.json()["output"] == {"text": "Hello Ana"}


async def test_who_waits_for_what_takes_longer_is_told_where_it_stands(world: World):
    workflow_id = await world.publish(ASK)

    answer = await world.owner.post(
        f"{API}/workflows/{workflow_id}/runs", params={"wait": 1}, json={"input": {"amount": 1}}
    )

    assert answer.status_code == 202
    assert set(answer.json()) == {"id", "status"}


async def test_a_run_keeps_the_version_it_began_with(world: World):
    workflow_id = await world.publish(GREET)
    first = await world.run(workflow_id, {"name": "Ana"})
    changed = {**GREET, "output": "changed"}
    path = f"{API}/workflows/{workflow_id}"
    await world.owner.put(f"{path}/draft", json={"graph": changed}, headers={"if-match": '"1"'})
    await world.owner.post(f"{path}/publish", json={"note": ""})

    second = await world.run(workflow_id, {"name": "Ana"})

    assert (first["version"], first["output"]) == (1, {"text": "Hello Ana"})
    assert (second["version"], second["output"]) == (2, "changed")


async def test_a_draft_does_not_run(world: World):
    created = await world.owner.post(f"{API}/workflows", json={"name": "A", "agent_id": AGENT, "graph": GREET})

    answer = await world.owner.post(f"{API}/workflows/{created.json()['id']}/runs", json={"input": {"name": "Ana"}})

    assert answer.status_code == 409
    assert answer.json()["type"] == "/problems/not-published"


@pytest.mark.parametrize(("status", "code"), [("active", 202), ("draft", 202), ("paused", 202), ("retired", 409)])
async def test_a_retired_agent_starts_nothing(world: World, status: AgentStatus, code: int):
    workflow_id = await world.publish(GREET)
    world.others.agents.put(COMPANY, AGENT, "Clerk", status)

    answer = await world.owner.post(f"{API}/workflows/{workflow_id}/runs", json={"input": {"name": "Ana"}})

    assert answer.status_code == code


@pytest.mark.parametrize("given", [{}, {"name": 7}, {"name": None}, "Ana", [], None, 12])
async def test_an_input_that_does_not_fit_starts_nothing(world: World, given: Any):
    workflow_id = await world.publish(GREET)

    answer = await world.owner.post(f"{API}/workflows/{workflow_id}/runs", json={"input": given})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"].startswith("/input")
    assert (await world.owner.get(f"{API}/runs")).json()["items"] == []


async def test_a_file_in_the_input_must_be_the_companys_own(world: World):
    workflow_id = await world.publish(one("set", {"values": {}}, input=FILE_INPUT))
    mine = await world.upload("a.pdf", b"%PDF-1")
    stranger = await world.neighbour()
    theirs = (await stranger.post(f"{API}/files", files={"file": ("b.pdf", b"%PDF-2")})).json()["id"]
    path = f"{API}/workflows/{workflow_id}/runs"

    good = await world.owner.post(path, json={"input": {"invoice": mine, "more": [mine]}})
    foreign = await world.owner.post(path, json={"input": {"invoice": theirs}})
    nested = await world.owner.post(path, json={"input": {"invoice": mine, "more": [mine, "nothing"]}})

    assert good.status_code == 202
    assert foreign.status_code == nested.status_code == 422
    assert foreign.json()["errors"][0]["pointer"] == "/input/invoice"
    assert nested.json()["errors"][0]["pointer"] == "/input/more/1"


async def test_the_same_idempotency_key_starts_one_run(world: World):
    workflow_id = await world.publish(GREET)
    path = f"{API}/workflows/{workflow_id}/runs"

    async def start(name: str = "Ana") -> tuple[int, str | None]:
        answer = await world.owner.post(path, json={"input": {"name": name}}, headers={"idempotency-key": "once"})
        return answer.status_code, answer.json().get("id")

    answers = [await start(), await start()]
    other = await start("Ben")

    assert answers[0] == answers[1]
    assert other[0] == 422
    assert len((await world.owner.get(f"{API}/runs")).json()["items"]) == 1


async def test_a_start_whose_answer_was_lost_is_found_again_by_its_key(world: World):
    workflow_id = await world.publish(GREET)
    path = f"{API}/workflows/{workflow_id}/runs"
    first = await world.owner.post(path, json={"input": {"name": "Ana"}}, headers={"idempotency-key": "lost"})
    async with world.service.host.db.begin() as tx:
        await tx.execute(idempotency_table.delete())  # as if the process had died before it kept the answer

    again = await world.owner.post(path, json={"input": {"name": "Ana"}}, headers={"idempotency-key": "lost"})

    assert again.json()["id"] == first.json()["id"]


async def test_runs_are_listed_newest_first_and_by_what_one_looks_for(world: World):
    greet, ask = await world.publish(GREET), await world.publish(ASK)
    ids = [(await world.run(greet, {"name": str(number)}))["id"] for number in range(3)]
    waiting = (await world.run(ask, {"amount": 1}, wait=0))["id"]
    await world.until(waiting, "waiting")

    async def listed(**query: str) -> list[str]:
        return [each["id"] for each in (await world.owner.get(f"{API}/runs", params=query)).json()["items"]]

    assert await listed() == [waiting, *reversed(ids)]
    assert await listed(status="waiting") == [waiting]
    assert await listed(workflow_id=greet) == list(reversed(ids))
    assert await listed(agent_id="agt_" + "0" * 32) == []
    assert (await world.owner.get(f"{API}/runs", params={"status": "lost"})).status_code == 422


async def test_runs_come_page_by_page(world: World):
    workflow_id = await world.publish(GREET)
    ids = [(await world.run(workflow_id, {"name": str(number)}))["id"] for number in range(5)]

    seen: list[str] = []
    query = {"limit": "2"}
    while True:
        page = (await world.owner.get(f"{API}/runs", params=query)).json()
        seen += [each["id"] for each in page["items"]]
        if page["next"] is None:
            break
        query["cursor"] = page["next"]

    assert seen == list(reversed(ids))


async def test_each_step_tells_what_it_got_and_what_came_of_it(world: World):
    steps = [{"id": name, "type": "set", "with": {"values": {"me": name, "x": "{{ input.x }}"}}} for name in "abc"]
    branch = {"id": "way", "type": "branch", "with": {"cases": [{"port": "left", "when": "input.x > 5"}]}}
    edges = [
        {"from": "a", "to": "way"},
        {"from": "way", "port": "left", "to": "b"},
        {"from": "way", "port": "otherwise", "to": "c"},
    ]
    workflow_id = await world.publish({"steps": [*steps, branch], "edges": edges})
    run = await world.run(workflow_id, {"x": 7})

    first = (await world.owner.get(f"{API}/runs/{run['id']}/steps", params={"limit": 3})).json()
    rest = (await world.owner.get(f"{API}/runs/{run['id']}/steps", params={"limit": 3, "cursor": first["next"]})).json()

    items: list[Json] = [*first["items"], *rest["items"]]
    assert {each["step"]: each["status"] for each in items} == {
        "a": "succeeded", "way": "succeeded", "b": "succeeded", "c": "skipped",
    }  # fmt: skip
    shown = next(each for each in items if each["step"] == "way")
    assert (shown["type"], shown["port"], shown["attempt"]) == ("branch", "left", 1)
    assert items[0]["output"] == {"me": "a", "x": 7}
    assert rest["next"] is None


async def test_a_large_value_is_shown_whole(world: World):
    text = "x" * 100_000
    workflow_id = await world.publish(one("set", {"values": {"text": "{{ input.text }}"}}))

    run = await world.run(workflow_id, {"text": text})

    steps = (await world.owner.get(f"{API}/runs/{run['id']}/steps")).json()["items"]
    assert run["input"] == {"text": text}
    assert run["output"] == steps[0]["output"] == {"text": text}


async def test_a_cancelled_run_stops_waiting(world: World):
    workflow_id = await world.publish(ASK)
    run = await world.run(workflow_id, {"amount": 1}, wait=0)
    await world.until(run["id"], "waiting")

    cancelled = await world.owner.post(f"{API}/runs/{run['id']}/cancel")
    again = await world.owner.post(f"{API}/runs/{run['id']}/cancel")

    assert cancelled.status_code == 200
    assert cancelled.json()["status"] == "cancelled"
    assert (again.status_code, again.json()["type"]) == (409, "/problems/run-ended-already")


async def test_a_failed_run_says_where_and_why(world: World):
    workflow_id = await world.publish(one("fail", {"message": "The supplier {{ input.name }} is blocked."}))

    run = await world.run(workflow_id, {"name": "Nordwind"})

    assert run["status"] == "failed"
    assert run["error"]["detail"] == "The supplier Nordwind is blocked."
    assert run["error"]["step"] == "only"


async def test_another_company_sees_no_run(world: World):
    run = await world.run(await world.publish(GREET), {"name": "Ana"})
    stranger = await world.neighbour()

    assert (await stranger.get(f"{API}/runs")).json()["items"] == []
    for known in (run["id"], "run_" + "0" * 32, "nonsense"):
        for method, path in (("GET", ""), ("GET", "/steps"), ("GET", "/events"), ("POST", "/cancel")):
            answer = await stranger.request(method, f"{API}/runs/{known}{path}")
            assert answer.status_code == 404, path


async def test_permissions_of_runs_are_kept(world: World):
    run = await world.run(await world.publish(GREET), {"name": "Ana"})
    nobody = await world.service.signed_in(permissions=PERMISSIONS - {"run.read", "run.start", "run.cancel"})

    for method, path in (("GET", ""), ("GET", "/steps"), ("GET", "/events"), ("POST", "/cancel")):
        assert (await nobody.request(method, f"{API}/runs/{run['id']}{path}")).status_code == 403
        assert (await world.service.http.request(method, f"{API}/runs/{run['id']}{path}")).status_code == 401


async def test_many_runs_at_once_all_end(world: World):
    workflow_id = await world.publish(GREET)

    runs = await asyncio.gather(*(world.run(workflow_id, {"name": str(number)}) for number in range(60)))

    assert {run["status"] for run in runs} == {"succeeded"}
    assert [run["output"]["text"] for run in runs] == [f"Hello {number}" for number in range(60)]


async def test_the_journal_says_when_what_happened_to_which_step_and_which_way_it_went_on(world: World):
    asking = await world.publish(ASK)
    run_id = (await world.run(asking, {"amount": 5}, wait=0))["id"]
    approval = (await world.until(run_id, "waiting"))["waiting_for"]["approval_id"]
    body: Json = {"choice": "reject", "fields": {}, "comment": "No"}
    await world.owner.post(f"{API}/approvals/{approval}/decide", json=body)
    await world.until(run_id, "failed")

    told: list[Json] = []
    asked: Json = {"limit": 2}
    while len(told) < 20:
        page = (await world.owner.get(f"{API}/runs/{run_id}/journal", params=asked)).json()
        told += page["items"]
        if not page["next"]:
            break
        asked["cursor"] = page["next"]

    assert [(each["kind"], each["step"], each["port"]) for each in told] == [
        ("run.started", None, None),
        ("step.started", "ask", None),
        ("step.waiting", "ask", None),
        ("step.signalled", "ask", None),
        ("step.succeeded", "ask", "reject"),
        ("step.started", "refuse", None),
        ("step.succeeded", "refuse", "success"),
        ("run.ended", None, None),
    ]
    assert all(set(each) == {"seq", "at", "kind", "step", "attempt", "port"} for each in told)


async def test_a_run_shows_the_graph_it_follows_to_its_own_company(world: World):
    run_id = (await world.run(await world.publish(GREET), {"name": "Ana"}))["id"]
    stranger = await world.neighbour()

    graph = (await world.owner.get(f"{API}/runs/{run_id}/graph")).json()["graph"]
    refused = [(await stranger.get(f"{API}/runs/{run_id}/{what}")).status_code for what in ("graph", "journal")]

    assert graph["steps"] == GREET["steps"]
    assert refused == [404, 404]


async def test_large_values_are_left_out_of_a_list_of_steps_and_come_with_the_step_alone(world: World):
    run_id = (await world.run(await world.publish(GREET), {"name": "x" * 40_000}))["id"]
    path = f"{API}/runs/{run_id}/steps"

    brief = (await world.owner.get(path, params={"brief": True})).json()["items"][0]
    alone = (await world.owner.get(path, params={"step": "greet"})).json()["items"]
    none = (await world.owner.get(path, params={"step": "other"})).json()["items"]

    assert (brief["output"], "output" in brief["left_out"]) == (None, True)
    assert (alone[0]["output"]["text"], alone[0]["left_out"]) == ("Hello " + "x" * 40_000, [])
    assert none == []
