"""The step that runs Python, through the interface: what it gives, what it says, and that it holds nobody up."""

import asyncio
from pathlib import Path

import pytest

from company.tests.workflows.graphs import one
from company.tests.world import AGENT, API, Json, World, opened_world

LOOP = "while True:\n    pass"


def code(text: str, **given: object) -> Json:
    return one("code", {"code": text, "input": given})


async def test_code_works_on_what_it_is_given(tmp_path: Path, database_url: str):
    async with opened_world(tmp_path, url=database_url) as world:
        graph = code('total = sum(input["amounts"])\nprint("adding", len(input["amounts"]))\nreturn {"total": total}')
        graph["steps"][0]["with"]["input"] = {"amounts": "{{ input.amounts }}"}
        workflow_id = await world.publish(graph)

        run = await world.run(workflow_id, {"amounts": [1, 2, 3.5]})

        assert run["status"] == "succeeded"
        assert run["output"] == {"total": 6.5}
        step = (await world.owner.get(f"{API}/runs/{run['id']}/steps")).json()["items"][0]
        assert step["answered_by"]["printed"] == "adding 3\n"
        assert step["answered_by"]["method"] == "code"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x = 1\nreturn x / 0", "Line 2: ZeroDivisionError: division by zero."),
        (LOOP, "was stopped after 5 s, the most it may take."),
        ("x = []\nwhile True:\n    x.append('y' * 1000)", "wanted more than 64 MB of memory, and was stopped."),
        ("class A:\n    pass\nA()", "give a text, a number, a list or an object."),
    ],
    ids=["error", "time", "memory", "output"],
)
async def test_a_failure_says_what_happened_and_where(world: World, text: str, said: str):
    run = await world.run(await world.publish(code(text)), wait=30)

    assert run["status"] == "failed"
    assert said in run["error"]["detail"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x = 1\nif x\n    y = 2", "Line 2: "),
        ("return {{ input.name }}", "Give values by “Input”"),
        ("def f():\n    yield 1", "There is no support here for yield expressions"),
    ],
)
async def test_wrong_code_is_shown_in_the_builder_and_cannot_be_published(world: World, text: str, said: str):
    body = {"name": "Code", "agent_id": AGENT, "graph": code(text)}
    workflow_id = (await world.owner.post(f"{API}/workflows", json=body)).json()["id"]

    found = (await world.owner.post(f"{API}/workflows/{workflow_id}/validate", json={})).json()["problems"]
    published = await world.owner.post(f"{API}/workflows/{workflow_id}/publish", json={})

    assert [(each["step"], each["pointer"], said in each["message"]) for each in found] == [
        ("only", "/steps/0/with/code", True)
    ]
    assert published.status_code == 422


async def test_a_hundred_code_steps_at_once_hold_nobody_up(tmp_path: Path):
    async with opened_world(tmp_path, settings={"ENGINE_WORKERS": "32"}) as world:
        endless = await world.publish(code(LOOP))
        quick = await world.publish(one("set", {"values": {"a": "{{ input.a }}"}}))
        runs = [(await world.run(endless, wait=0))["id"] for _ in range(100)]

        others = [await world.run(quick, {"a": number}) for number in range(10)]
        going = [(await world.owner.get(f"{API}/runs/{run}")).json()["status"] for run in runs]
        for run in runs:
            await world.owner.post(f"{API}/runs/{run}/cancel")
        ended = [await world.until(run, "cancelled", "failed") for run in runs]

    assert {other["status"] for other in others} == {"succeeded"}
    assert "running" in going
    assert "cancelled" in {run["status"] for run in ended}


async def test_a_cancelled_run_ends_its_code(world: World):
    workflow_id = await world.publish(code(LOOP))
    run = await world.run(workflow_id, wait=0)
    await asyncio.sleep(0.3)

    await world.owner.post(f"{API}/runs/{run['id']}/cancel")
    ended = await world.until(run["id"], "cancelled", "failed", "succeeded")

    assert ended["status"] == "cancelled"
