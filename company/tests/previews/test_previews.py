"""What earlier runs found, and what expressions come to with it, through the interface."""

from typing import Any

import pytest

from company.tests.workflows.graphs import Json
from company.tests.world import AGENT, API, OTHER_COMPANY, World

GRAPH: Json = {
    "input": {"type": "object", "properties": {"n": {"type": "number"}, "lines": {"type": "array"}}},
    "steps": [
        {"id": "first", "type": "set", "with": {"values": {"n": "{{ input.n }}", "name": "Ana"}}},
        {"id": "share", "type": "set", "with": {"values": {"each": "{{ 10 / input.n }}"}}},
        {"id": "each", "type": "for_each", "with": {"items": "{{ input.lines }}"}},
        {"id": "line", "type": "set", "in": "each", "with": {"values": {"text": "{{ item }}"}}},
    ],
    "edges": [{"from": "first", "to": "share"}, {"from": "share", "to": "each"}],
    "output": {},
}
INPUT: Json = {"n": 5, "lines": ["one", "two"]}


async def draft(world: World, graph: Json = GRAPH) -> str:
    made = await world.owner.post(f"{API}/workflows", json={"name": "Draft", "agent_id": AGENT, "graph": graph})
    return made.json()["id"]


async def evaluate(world: World, workflow_id: str, **body: Any) -> Json:
    answer = await world.owner.post(f"{API}/workflows/{workflow_id}/evaluate", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_the_newest_answer_of_each_step_is_known_with_the_first_round_of_loops(world: World):
    workflow_id = await world.publish(GRAPH)
    await world.run(workflow_id, {"n": 2, "lines": []})
    newest = await world.run(workflow_id, INPUT)

    known = (await world.owner.get(f"{API}/workflows/{workflow_id}/known-data")).json()

    assert (known["input"], known["input_run"]) == (INPUT, newest["id"])
    by_step = {each["step"]["step_id"]: each for each in known["steps"]}
    assert set(by_step) == {"first", "share", "each", "line"}
    assert by_step["share"]["step"]["output"] == {"each": 2}
    assert (by_step["line"]["step"]["step"], by_step["line"]["step"]["output"]) == ("each[0]/line", {"text": "one"})
    assert (by_step["line"]["run_id"], by_step["line"]["trigger"]) == (newest["id"], "manual")


async def test_a_step_that_failed_last_is_known_with_its_last_success_as_well(world: World):
    workflow_id = await world.publish(GRAPH)
    await world.run(workflow_id, INPUT)
    failed = await world.run(workflow_id, {"n": 0, "lines": []})

    known = (await world.owner.get(f"{API}/workflows/{workflow_id}/known-data")).json()

    of_share = [each["step"] for each in known["steps"] if each["step"]["step_id"] == "share"]
    assert failed["status"] == "failed"
    assert [each["status"] for each in of_share] == ["failed", "succeeded"]
    assert of_share[0]["error"]["detail"]
    assert (await evaluate(world, workflow_id, expression="steps.share.output.each"))["value"] == 2


async def test_a_template_is_worked_out_with_what_the_newest_run_or_a_named_one_found(world: World):
    workflow_id = await world.publish(GRAPH)
    older = await world.run(workflow_id, {"n": 1, "lines": []})
    await world.run(workflow_id, INPUT)

    async def text(**more: Any) -> Any:
        template = "{{ steps.first.output.name }} has {{ steps.first.output.n * 2 }}, in {{ run.workflow_name }}"
        return (await evaluate(world, workflow_id, template=template, **more))["value"]

    assert await text() == "Ana has 10, in A workflow"
    assert await text(run_id=older["id"]) == "Ana has 2, in A workflow"
    assert await text(data={"steps": {"first": {"name": "Bo", "n": 7}}}) == "Bo has 14, in A workflow"


async def test_an_expression_by_itself_keeps_its_type(world: World):
    workflow_id = await draft(world)

    answer = await evaluate(world, workflow_id, expression="input.n > 3.0", data={"input": {"n": 4}})

    assert (answer["status"], answer["value"], answer["kind"]) == ("value", True, "yes or no")


async def test_inside_a_loop_the_first_round_is_taken(world: World):
    workflow_id = await world.publish(GRAPH)
    await world.run(workflow_id, INPUT)

    inside = await evaluate(world, workflow_id, template="{{ item }} {{ index }}", step="line")
    outside = await evaluate(world, workflow_id, template="{{ item }}", step="first")

    assert inside["value"] == "one 0"
    assert (outside["status"], outside["missing"]) == ("no_data", ["item"])


async def test_what_no_run_has_found_yet_is_named(world: World):
    workflow_id = await draft(world)

    answer = await evaluate(world, workflow_id, template="{{ input.n }} {{ steps.first.output.n }}")

    assert (answer["status"], answer["missing"]) == ("no_data", ["input", "first"])


@pytest.mark.parametrize(
    ("body", "words", "position"),
    [
        ({"template": "Sum: {{ input.n + }}"}, "something is missing at the end", 17),
        ({"template": "Dear {{ input.name"}, "not closed with }}", 5),
        ({"expression": "inputs.n"}, "There is no 'inputs.n' here", 0),
        ({"template": "{{ input.n }} {{ input.total }}"}, "input has no 'total'. It has: n.", 17),
        ({"expression": "input.n + 'a'"}, "does not work with", 0),
        ({"expression": ""}, "There is no expression here.", 0),
    ],
)
async def test_what_is_wrong_is_said_in_words_with_its_place(world: World, body: Json, words: str, position: int):
    workflow_id = await draft(world)

    answer = await evaluate(world, workflow_id, **body, data={"input": {"n": 1}})

    assert answer["status"] == "error"
    assert words in answer["message"]
    assert answer["position"] == position


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("input.l.map(a, input.t)", "too much text"),
        ("input.t" + " + input.t" * 200, "nested too deeply"),
        ("input.l.map(a, input.l.map(b, input.l.map(c, input.l)))", "too often"),
        ("a" * 5_000, "4 KB long at most"),
        ("[" * 1_000 + "]" * 1_000, ""),
    ],
)
async def test_hostile_expressions_end_in_an_answer(world: World, expression: str, words: str):
    workflow_id = await draft(world)

    answer = await evaluate(
        world, workflow_id, expression=expression, data={"input": {"t": "x" * 200_000, "l": list(range(900))}}
    )

    assert answer["status"] == "error"
    assert words in answer["message"]


async def test_a_value_too_large_to_show_is_cut(world: World):
    workflow_id = await draft(world)

    answer = await evaluate(world, workflow_id, expression="input.t", data={"input": {"t": "x" * 100_000}})

    assert (answer["status"], answer["cut"], len(answer["value"])) == ("value", True, 2_000)


async def test_what_cannot_be_evaluated_is_refused(world: World):
    workflow_id = await draft(world)
    other = await world.run(await world.publish(GRAPH), INPUT)
    nested: Any = 1
    for _ in range(60):
        nested = [nested]

    async def refused(body: Json) -> int:
        return (await world.owner.post(f"{API}/workflows/{workflow_id}/evaluate", json=body)).status_code

    assert await refused({"template": "x" * 30_000}) == 422
    assert await refused({"template": 5}) == 422
    assert await refused({}) == 422
    assert await refused({"template": "a", "expression": "b"}) == 422
    assert await refused({"template": "a", "step": "no id"}) == 422
    assert await refused({"template": "a", "data": {"input": "x" * 300_000}}) == 422
    assert await refused({"template": "a", "data": {"input": nested}}) == 422
    assert await refused({"template": "a", "run_id": "run_" + "0" * 32}) == 404
    assert await refused({"template": "a", "run_id": other["id"]}) == 422


async def test_nobody_sees_what_another_companys_runs_found(world: World):
    workflow_id = await world.publish(GRAPH)
    run = await world.run(workflow_id, INPUT)
    stranger = await world.neighbour()
    world.others.agents.put(OTHER_COMPANY, AGENT, "Their agent")
    own = (await stranger.post(f"{API}/workflows", json={"name": "Own", "agent_id": AGENT, "graph": GRAPH})).json()

    async def status(target: str, body: Json) -> int:
        return (await stranger.post(f"{API}/workflows/{target}/evaluate", json=body)).status_code

    assert await status(workflow_id, {"template": "{{ input.n }}"}) == 404
    assert await status(own["id"], {"template": "{{ input.n }}", "run_id": run["id"]}) == 404
    assert (await stranger.get(f"{API}/workflows/{workflow_id}/known-data")).status_code == 404


async def test_who_may_not_change_workflows_evaluates_nothing(world: World):
    workflow_id = await draft(world)
    viewer = await world.member("viewer")

    answer = await viewer.post(f"{API}/workflows/{workflow_id}/evaluate", json={"template": "a"})

    assert answer.status_code == 403
