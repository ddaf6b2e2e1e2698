"""Retrying and forking runs, and trying a part of a draft, through the interface."""

from typing import Any

from company.tests.workflows.graphs import GREET, Json, one
from company.tests.world import AGENT, API, World

GRAPH: Json = {
    "input": {"type": "object", "properties": {"n": {"type": "number"}}, "required": ["n"]},
    "steps": [
        {"id": "first", "type": "set", "with": {"values": {"n": "{{ input.n }}"}}},
        {
            "id": "big",
            "type": "branch",
            "with": {"cases": [{"port": "yes", "when": "steps.first.output.n > 10.0"}], "otherwise": "no"},
        },
        {"id": "refuse", "type": "fail", "with": {"message": "Too much."}},
    ],
    "edges": [{"from": "first", "to": "big"}, {"from": "big", "port": "yes", "to": "refuse"}],
    "output": {"n": "{{ steps.first.output.n }}", "big": "{{ steps.big.output.port }}"},
}


async def fork(world: World, run_id: str, body: Json, **headers: str) -> Json:
    answer = await world.owner.post(f"{API}/runs/{run_id}/fork", params={"wait": 20}, json=body, headers=headers)
    assert answer.status_code in {200, 202}, answer.text
    return answer.json()


async def steps_of(world: World, run_id: str) -> dict[str, Json]:
    items = (await world.owner.get(f"{API}/runs/{run_id}/steps")).json()["items"]
    return {each["step"]: each for each in items}


async def test_a_failed_run_is_retried_from_where_it_failed(world: World):
    failed = await world.run(await world.publish(GRAPH), {"n": 20})

    answer = await world.owner.post(f"{API}/runs/{failed['id']}/retry", params={"wait": 20})
    again = answer.json()

    assert (again["status"], again["trigger"], again["origin_run_id"]) == ("failed", "again", failed["id"])
    steps = await steps_of(world, again["id"])
    assert [steps[each]["reused_from"] for each in ("first", "big", "refuse")] == [failed["id"], failed["id"], None]


async def test_a_fork_takes_another_input_from_the_step_on(world: World):
    run = await world.run(await world.publish(GRAPH), {"n": 20})

    whole = await fork(world, run["id"], {"input": {"n": 3}})
    from_branch = await fork(world, run["id"], {"steps": ["big"], "input": {"n": 3}})

    assert whole["output"] == {"n": 3, "big": "no"}
    assert from_branch["error"]["detail"] == "Too much."


async def test_a_run_that_lacked_optional_input_is_done_again(world: World):
    properties = {"n": {"type": "number"}, "note": {"type": "string"}}
    graph: Json = {**GRAPH, "input": {"type": "object", "properties": properties, "required": ["n"]}}
    run = await world.run(await world.publish(graph), {"n": 3})

    again = await fork(world, run["id"], {})

    assert (run["input"], again["input"]) == ({"n": 3, "note": None}, {"n": 3, "note": None})
    assert again["status"] == "succeeded"


async def test_the_same_key_again_is_the_same_run(world: World):
    run = await world.run(await world.publish(GREET), {"name": "Ana"})

    first = await fork(world, run["id"], {}, **{"idempotency-key": "a"})
    second = await fork(world, run["id"], {}, **{"idempotency-key": "a"})
    other = await fork(world, run["id"], {"steps": ["greet"]}, **{"idempotency-key": "b"})

    assert first["id"] == second["id"] != other["id"]


async def test_a_fork_may_follow_another_version(world: World):
    workflow_id = await world.publish(GRAPH)
    run = await world.run(workflow_id, {"n": 20})
    changed: dict[str, Any] = {**GRAPH, "steps": GRAPH["steps"][:2], "edges": GRAPH["edges"][:1]}
    path = f"{API}/workflows/{workflow_id}"
    await world.owner.put(f"{path}/draft", json={"graph": changed}, headers={"if-match": '"1"'})
    await world.owner.post(f"{path}/publish", json={"note": ""})

    forked = await fork(world, run["id"], {"steps": ["big"], "version": 2})

    assert (forked["version"], forked["output"]) == (2, {"n": 20, "big": "yes"})


async def test_what_cannot_be_done_again_is_said(world: World):
    done = await world.run(await world.publish(GREET), {"name": "Ana"})
    going = await world.run(await world.publish(one("wait", {"for": "1h"})), wait=0)

    async def post(path: str, body: Json) -> tuple[int, str]:
        answer = await world.owner.post(f"{API}/runs/{path}", json=body)
        return answer.status_code, answer.json()["title"]

    assert await post(f"{done['id']}/retry", {}) == (409, "Nothing failed in this run")
    assert await post(f"{going['id']}/retry", {}) == (409, "This run has not ended yet")
    assert await post(f"{going['id']}/fork", {}) == (409, "This run has not ended yet")
    assert await post(f"{done['id']}/fork", {"steps": ["nothing"]}) == (422, "The run has no such step")
    assert await post(f"{done['id']}/fork", {"version": 9}) == (404, "This workflow has no such version")
    stranger = await world.neighbour()
    assert (await stranger.post(f"{API}/runs/{done['id']}/fork", json={})).status_code == 404
    viewer = await world.member("viewer")
    assert (await viewer.post(f"{API}/runs/{done['id']}/retry")).status_code == 403


async def draft_of(world: World, graph: Json) -> str:
    made = await world.owner.post(f"{API}/workflows", json={"name": "Draft", "agent_id": AGENT, "graph": graph})
    return made.json()["id"]


async def try_out(world: World, workflow_id: str, body: Json) -> Json:
    path = f"{API}/workflows/{workflow_id}/test-runs"
    answer = await world.owner.post(path, params={"wait": 20}, json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_draft_is_tried_up_to_a_step_whatever_comes_after_it(world: World):
    unfinished: Json = {**GRAPH, "steps": [*GRAPH["steps"][:2], {"id": "refuse", "type": "fail", "with": {}}]}
    workflow_id = await draft_of(world, unfinished)

    run = await try_out(world, workflow_id, {"input": {"n": 20}, "up_to": "big"})

    assert (run["status"], run["output"]) == ("succeeded", {"big": {"port": "yes"}})
    assert set(await steps_of(world, run["id"])) == {"first", "big"}


async def test_a_step_alone_is_tried_on_what_an_earlier_run_found(world: World):
    workflow_id = await world.publish(GRAPH)
    earlier = await world.run(workflow_id, {"n": 20})

    run = await try_out(world, workflow_id, {"from_run": earlier["id"], "up_to": "big"})

    steps = await steps_of(world, run["id"])
    assert (steps["first"]["reused_from"], steps["big"]["reused_from"]) == (earlier["id"], None)
    assert run["input"] == {"n": 20}
    assert run["trigger"] == "test"


async def test_a_step_that_is_new_is_tried_on_what_an_earlier_run_found(world: World):
    workflow_id = await world.publish(GRAPH)
    earlier = await world.run(workflow_id, {"n": 20})
    new = {"id": "new", "type": "set", "with": {"values": {"n": "{{ steps.first.output.n + 1 }}"}}}
    edges = [*GRAPH["edges"], {"from": "first", "to": "new"}]
    changed: dict[str, Any] = {**GRAPH, "steps": [*GRAPH["steps"], new], "edges": edges}
    await world.owner.put(f"{API}/workflows/{workflow_id}/draft", json={"graph": changed}, headers={"if-match": '"1"'})

    run = await try_out(world, workflow_id, {"from_run": earlier["id"], "up_to": "new"})

    steps = await steps_of(world, run["id"])
    assert (steps["first"]["reused_from"], steps["new"]["output"]) == (earlier["id"], {"n": 21})


async def test_a_step_is_tried_on_what_a_run_that_still_goes_on_has_found(world: World):
    graph: Json = {
        "steps": [
            {"id": "first", "type": "set", "with": {"values": {"n": 1}}},
            {"id": "ask", "type": "wait", "with": {"for": "1h"}},
            {"id": "next", "type": "set", "with": {"values": {"n": "{{ steps.first.output.n + 1 }}"}}},
        ],
        "edges": [{"from": "first", "to": "ask"}, {"from": "first", "to": "next"}],
    }
    workflow_id = await world.publish(graph)
    going = await world.run(workflow_id, wait=0)
    await world.until(going["id"], "waiting")

    await try_out(world, workflow_id, {"from_run": going["id"], "up_to": "next"})
    known = (await world.owner.get(f"{API}/workflows/{workflow_id}/known-data")).json()

    assert {each["step"]["step_id"]: each["step"]["output"] for each in known["steps"]}["next"] == {"n": 2}


async def test_of_a_step_in_a_loop_the_first_round_is_tried_anew(world: World):
    loop: Json = {
        "input": {"type": "object", "properties": {"numbers": {"type": "array"}}},
        "steps": [
            {"id": "each", "type": "for_each", "with": {"items": "{{ input.numbers }}"}},
            {"id": "work", "type": "set", "in": "each", "with": {"values": {"n": "{{ item }}"}}},
        ],
        "edges": [],
        "output": {},
    }
    workflow_id = await world.publish(loop)
    earlier = await world.run(workflow_id, {"numbers": [1, 2]})

    run = await try_out(world, workflow_id, {"from_run": earlier["id"], "up_to": "work"})

    steps = await steps_of(world, run["id"])
    assert [steps[f"each[{n}]/work"]["reused_from"] for n in (0, 1)] == [None, earlier["id"]]


async def test_a_step_in_a_loop_is_tried_with_what_leads_to_it(world: World):
    loop: Json = {
        "steps": [
            {"id": "before", "type": "set", "with": {"values": {"items": [1, 2]}}},
            {"id": "unrelated", "type": "fail", "with": {"message": "No"}},
            {
                "id": "each",
                "type": "repeat",
                "with": {"max": 5, "until": "steps.late.output.n > 3", "output": "{{ steps.late.output }}"},
            },
            {"id": "early", "type": "set", "in": "each", "with": {"values": {"n": "{{ index + 1 }}"}}},
            {"id": "late", "type": "set", "in": "each", "with": {"values": {"n": "{{ steps.early.output.n }}"}}},
        ],
        "edges": [{"from": "before", "to": "each"}, {"from": "early", "to": "late"}],
    }
    workflow_id = await draft_of(world, loop)

    run = await try_out(world, workflow_id, {"up_to": "early"})

    assert run["status"] == "succeeded"
    assert set(await steps_of(world, run["id"])) == {"before", "each", "each[0]/early"}


async def test_pinned_data_stands_for_a_step_while_trying_and_is_not_published(world: World):
    graph = one("http.request", {"method": "POST", "url": "http://127.0.0.1:9/never"})
    graph["steps"][0]["pinned"] = {"output": {"status": 200}}
    workflow_id = await draft_of(world, graph)

    tried = await try_out(world, workflow_id, {})
    await world.owner.post(f"{API}/workflows/{workflow_id}/publish", json={"note": ""})
    version = (await world.owner.get(f"{API}/workflows/{workflow_id}/versions/1")).json()
    compared = await world.owner.get(f"{API}/workflows/{workflow_id}/diff", params={"from": "1", "to": "draft"})

    assert compared.json()["same"]
    assert tried["output"] == {"status": 200}
    assert "pinned" not in version["graph"]["steps"][0]


async def test_trying_up_to_a_step_that_is_not_there_says_so(world: World):
    workflow_id = await draft_of(world, GREET)

    answer = await world.owner.post(f"{API}/workflows/{workflow_id}/test-runs", json={"up_to": "gone"})

    assert answer.status_code == 422
    assert answer.json()["title"] == "This step is not there"
