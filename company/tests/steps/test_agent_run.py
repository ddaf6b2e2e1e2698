"""Agents that work by themselves: turns, tools, asking first, limits, and going on after a kill."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from company.tests.steps.other_system import OtherSystem, other_system
from company.tests.workflows.graphs import ASK, GREET, Json, one
from company.tests.world import AGENT, API, Others, World, opened_world
from contracts.agents import AgentInput, AgentTool
from contracts.ai import ChatMessage, PromptUse, ToolCall
from tests.harness import COMPANY

COLLEAGUE = "agt_" + "b" * 32


@pytest.fixture
async def system() -> AsyncIterator[OtherSystem]:
    async with other_system() as found:
        yield found


def says(text: str = "", *calls: tuple[str, Any]) -> ChatMessage:
    listed = [ToolCall(id=f"c{place}", name=name, arguments=given) for place, (name, given) in enumerate(calls)]
    return ChatMessage(role="assistant", content=text, calls=listed)


def work(**settings: Any) -> Json:
    return one("agent.run", {"task": "Greet {{ input.name }}", **settings})


def describe(others: Others, *tools: tuple[str, str], agent_id: str = AGENT, **more: Any) -> None:
    listed = [AgentTool.model_validate({"name": name, "approval": approval}) for name, approval in tools]
    agent = AgentInput.model_validate({"name": "Ana", "goal": "Be kind.", "tools": listed, **more})
    others.agents.put_whole(COMPANY, agent_id, agent)


async def steps_of(world: World, run_id: str) -> dict[str, Json]:
    items = (await world.owner.get(f"{API}/runs/{run_id}/steps", params={"limit": 200})).json()["items"]
    return {each["step"]: each for each in items}


async def question_of(world: World, run_id: str) -> str:
    """The question that a run started by this one asks, once it does."""
    async with asyncio.timeout(20):
        while True:
            for each in (await world.owner.get(f"{API}/runs", params={"parent_run_id": run_id})).json()["items"]:
                if each["waiting_for"]:
                    return str(each["waiting_for"]["approval_id"])
            await asyncio.sleep(0.02)


async def test_an_agent_answers_in_words(tmp_path: Path, database_url: str):
    async with opened_world(tmp_path, url=database_url) as world:
        describe(world.others, instructions="Say hello.")
        world.others.ai.says = [says("Hello Bo!")]

        run = await world.run(await world.publish(work(context={"language": "English"})), {"name": "Bo"})

        assert run["output"] == {"answer": "Hello Bo!", "text": "Hello Bo!", "turns": 1, "cost": 0.01}
        assert run["cost"] == 0.01
        [asked] = world.others.ai.chats
        assert "You are Ana" in asked.messages[0].content
        assert "Say hello." in asked.messages[0].content
        assert asked.messages[1].content.startswith("Greet Bo")
        assert '"language":"English"' in asked.messages[1].content


async def test_an_agent_uses_workflows_and_goes_on_with_what_they_answer(world: World):
    greeting = await world.publish(GREET, "Make a greeting")
    describe(world.others, (f"workflow:{greeting}", "never"))
    world.others.ai.says = [
        says("", ("make_a_greeting", {"name": "Bo"}), ("make_a_greeting", {"name": "Cy"})),
        says("Done."),
    ]

    run = await world.run(await world.publish(work()), {"name": "Bo"})

    assert (run["output"]["answer"], run["output"]["turns"]) == ("Done.", 2)
    told = [each for each in world.others.ai.chats[1].messages if each.role == "tool"]
    assert [(each.call_id, each.content) for each in told] == [
        ("c0", '{"text":"Hello Bo"}'),
        ("c1", '{"text":"Hello Cy"}'),
    ]
    [spec] = world.others.ai.chats[0].tools
    assert (spec.name, spec.parameters["required"]) == ("make_a_greeting", ["name"])


async def test_the_result_has_the_shape_that_was_asked_for(world: World):
    shape = {"type": "object", "properties": {"total": {"type": "number"}}, "required": ["total"]}
    describe(world.others)
    world.others.ai.says = [
        says("I think it is 5."),
        says("", ("finish", {"total": "five"})),
        says("", ("finish", {"total": 5})),
    ]

    run = await world.run(await world.publish(work(answer=shape)), {"name": "Bo"})

    assert (run["output"]["answer"], run["output"]["turns"]) == ({"total": 5}, 3)
    second, third = world.others.ai.chats[1:]
    assert "Call `finish`" in second.messages[-1].content
    assert "This did not work: total" in third.messages[-1].content


async def test_what_cannot_be_done_is_told_to_the_model_and_it_goes_on(world: World):
    failing = await world.publish(one("fail", {"message": "Not today."}), "Pay")
    describe(world.others, (f"workflow:{failing}", "never"), ("workflow:wfl_" + "0" * 32, "never"))
    world.others.ai.says = [says("", ("pay", {}), ("fly", {}), ("pay", "nonsense")), says("I could not.")]

    run = await world.run(await world.publish(work()), {"name": "Bo"})

    assert run["status"] == "succeeded"
    told = [each.content for each in world.others.ai.chats[1].messages if each.role == "tool"]
    assert told[0] == "This did not work: Pay failed: Not today."
    assert "There is no tool 'fly'. There are: pay." in told[1]
    assert "must be a JSON object" in told[2]


@pytest.mark.parametrize("choice", ["approve", "reject"])
async def test_a_tool_may_need_a_persons_word_each_time(world: World, choice: str):
    greeting = await world.publish(GREET, "Make a greeting")
    describe(world.others, (f"workflow:{greeting}", "always"))
    world.others.ai.says = [says("", ("make_a_greeting", {"name": "Bo"})), says("So be it.")]

    run = await world.run(await world.publish(work()), {"name": "Bo"}, wait=0)
    waiting = await world.until(run["id"], "waiting")
    approval = waiting["waiting_for"]["approval_id"]
    assert waiting["waiting_for"]["title"] == "May Ana do this: Make a greeting?"
    await world.owner.post(f"{API}/approvals/{approval}/decide", json={"choice": choice, "comment": "Hm."})
    await world.until(run["id"], "succeeded")

    [told] = [each.content for each in world.others.ai.chats[1].messages if each.role == "tool"]
    assert told == ('{"text":"Hello Bo"}' if choice == "approve" else "A person refused this. They say: Hm.")


async def test_it_asks_only_before_acting_on_the_outside_when_told_so(world: World, system: OtherSystem):
    describe(world.others, ("step:http.request", "ask"))
    read: Json = {"url": system.url}
    write: Json = {"url": system.url, "method": "POST", "json": {}}
    world.others.ai.says = [says("", ("http_request", read)), says("", ("http_request", write)), says("Done.")]

    run = await world.run(await world.publish(work()), {"name": "Bo"}, wait=0)
    waiting = await world.until(run["id"], "waiting")

    assert [each.line.split()[0] for each in system.asked] == ["GET"]
    approval = waiting["waiting_for"]["approval_id"]
    await world.owner.post(f"{API}/approvals/{approval}/decide", json={"choice": "approve", "comment": ""})
    await world.until(run["id"], "succeeded")
    assert [each.line.split()[0] for each in system.asked] == ["GET", "POST"]


async def test_an_agent_asks_a_person(world: World):
    describe(world.others, ("person", "never"))
    world.others.ai.says = [says("", ("ask_person", {"question": "Which colour?"})), says("Blue it is.")]

    run = await world.run(await world.publish(work()), {"name": "Bo"}, wait=0)
    waiting = await world.until(run["id"], "waiting")
    body = {"choice": "answer", "fields": {"answer": "Blue"}, "comment": ""}
    approval = waiting["waiting_for"]["approval_id"]
    decided = await world.owner.post(f"{API}/approvals/{approval}/decide", json=body)
    await world.until(run["id"], "succeeded")

    assert decided.status_code == 200, decided.text
    [told] = [each.content for each in world.others.ai.chats[1].messages if each.role == "tool"]
    assert '"answer":"Blue"' in told


async def test_an_agent_hands_a_task_to_another(world: World):
    describe(world.others, ("agent:" + COLLEAGUE, "never"))
    describe(world.others, agent_id=COLLEAGUE, name="Ben", role="translator")
    world.others.ai.says = [says("", ("ask_ben", {"task": "Translate: hello"})), says("Hallo"), says("It is “Hallo”.")]

    run = await world.run(await world.publish(work()), {"name": "Bo"})

    assert run["output"]["answer"] == "It is “Hallo”."
    assert "You are Ben, translator" in world.others.ai.chats[1].messages[0].content
    children = (await world.owner.get(f"{API}/runs", params={"parent_run_id": run["id"]})).json()["items"]
    assert [(each["agent_id"], each["workflow_name"]) for each in children] == [(COLLEAGUE, "Ask Ben")]


async def test_agents_that_ask_each_other_in_circles_are_stopped(world: World):
    describe(world.others, ("agent:" + COLLEAGUE, "never"))
    describe(world.others, ("agent:" + AGENT, "never"), agent_id=COLLEAGUE, name="Ben")
    asks = [says("", (name, {"task": "You do it"})) for _ in range(10) for name in ("ask_ben", "ask_ana")]
    world.others.ai.says = [*asks[:11], *[says("Nobody did.")] * 11]

    run = await world.run(await world.publish(work()), {"name": "Bo"}, wait=50)

    assert run["status"] == "succeeded"
    told = [each.content for chat in world.others.ai.chats for each in chat.messages if each.role == "tool"]
    assert any("10 runs started one another" in each for each in told)


@pytest.mark.parametrize(
    ("settings", "title"),
    [({"max_turns": 2}, "The agent was not done in time"), ({"budget": 0.015}, "The budget of this task is used up")],
)
async def test_an_agent_stops_at_its_limits(world: World, settings: Json, title: str):
    greeting = await world.publish(GREET, "Make a greeting")
    describe(world.others, (f"workflow:{greeting}", "never"))
    world.others.ai.says = [says("", ("make_a_greeting", {"name": "Bo"}))] * 5

    run = await world.run(await world.publish(work(**settings)), {"name": "Bo"})

    assert (run["status"], run["error"]["title"]) == ("failed", title)
    assert len(world.others.ai.chats) == 2


async def test_a_killed_process_asks_neither_model_nor_tool_twice(tmp_path: Path):
    others = Others()
    async with opened_world(tmp_path, others) as world:
        greeting = await world.publish(GREET, "Make a greeting")
        asking = await world.publish(ASK, "Ask about money")
        describe(others, (f"workflow:{greeting}", "never"), (f"workflow:{asking}", "never"))
        others.ai.says = [
            says("", ("make_a_greeting", {"name": "Bo"})),
            says("", ("ask_about_money", {"amount": 5})),
            says("All done."),
        ]
        run = await world.run(await world.publish(work()), {"name": "Bo"}, wait=0)
        asked = await question_of(world, run["id"])

    async with opened_world(tmp_path, others) as world:
        await world.owner.post(f"{API}/approvals/{asked}/decide", json={"choice": "approve", "comment": ""})
        ended = await world.until(run["id"], "succeeded", "failed")
        children = (await world.owner.get(f"{API}/runs", params={"parent_run_id": run["id"]})).json()["items"]
        steps = await steps_of(world, run["id"])

    assert ended["output"]["answer"] == "All done."
    assert len(others.ai.chats) == 3
    assert len(children) == 2
    assert steps["only"]["type"] == "agent.run"
    assert steps["only[2]/only~think"]["status"] == "succeeded"


async def test_a_failed_agent_is_retried_from_the_turn_that_failed(world: World):
    greeting = await world.publish(GREET, "Make a greeting")
    describe(world.others, (f"workflow:{greeting}", "never"))
    world.others.ai.says = [
        says("", ("make_a_greeting", {"name": "Bo"})),
        says("", ("make_a_greeting", {"name": "Cy"})),
    ]
    failed = await world.run(await world.publish(work(max_turns=2)), {"name": "Bo"})
    assert failed["status"] == "failed"

    world.others.ai.says = [says("Done now.")]
    again = await world.owner.post(
        f"{API}/runs/{failed['id']}/fork", params={"wait": 20}, json={"steps": ["only[1]/only~think"]}
    )

    assert again.json()["output"]["answer"] == "Done now."
    assert len(world.others.ai.chats) == 3


async def test_a_person_stops_an_agent(world: World):
    describe(world.others, ("person", "never"))
    world.others.ai.says = [says("", ("ask_person", {"question": "Go on?"}))]
    run = await world.run(await world.publish(work()), {"name": "Bo"}, wait=0)
    await world.until(run["id"], "waiting")

    await world.owner.post(f"{API}/runs/{run['id']}/cancel")

    assert (await world.until(run["id"], "cancelled", "failed"))["status"] == "cancelled"


async def test_two_agents_work_side_by_side_in_a_loop(world: World):
    describe(world.others)
    world.others.ai.says = [says(f"Answer {number}") for number in range(6)]
    loop: Json = {
        "steps": [
            {"id": "each", "type": "for_each", "with": {"items": [1, 2, 3], "parallel": 3}},
            {"id": "a", "type": "agent.run", "in": "each", "with": {"task": "Look at {{ item }}"}},
            {"id": "b", "type": "agent.run", "in": "each", "with": {"task": "Look at {{ item }} and {{ index }}"}},
        ],
        "edges": [],
        "output": "{{ steps.each.output.items }}",
    }

    run = await world.run(await world.publish(loop))

    answers = {each[name]["answer"] for each in run["output"] for name in ("a", "b")}
    assert answers == {f"Answer {number}" for number in range(6)}


async def test_the_parts_of_an_agent_cannot_be_drawn(world: World):
    body = {"graph": one("agent.think", {"previous": {}})}
    workflow_id = (await world.owner.post(f"{API}/workflows", json={"name": "X", "agent_id": AGENT, **body})).json()[
        "id"
    ]

    found = (await world.owner.post(f"{API}/workflows/{workflow_id}/validate", json={})).json()["problems"]
    listed = (await world.owner.get(f"{API}/step-types")).json()["items"]

    assert found[0]["message"] == "There is no kind of step called 'agent.think'."
    assert "agent.think" not in {each["type"] for each in listed}
    tools = {each["type"] for each in listed if each["tool"]}
    assert tools >= {"http.request", "ai.extract", "notify"}
    assert "agent.run" not in tools


async def test_an_agent_begins_with_its_prompt_in_every_turn_and_a_step_may_give_values(world: World):
    own = {"name": "manners", "label": "live", "variables": {"company": "Acme", "tone": "calm"}}
    greeting = await world.publish(GREET, "Make a greeting")
    describe(world.others, (f"workflow:{greeting}", "never"), prompt=own)
    world.others.ai.says = [says("", ("make_a_greeting", {"name": "Bo"})), says("Done."), says("Hello.")]

    await world.run(await world.publish(work(prompt_values={"tone": "{{ input.name }}"})), {"name": "Bo"})
    await world.run(await world.publish(work(prompt="other@2")), {"name": "Bo"})

    told = [each.prompt for each in world.others.ai.chats]
    held = PromptUse(name="manners", label="live", variables={"company": "Acme", "tone": "Bo"})
    assert told == [held, held, PromptUse(name="other", version=2)]
