"""Conversations with agents: each message is a run, and the agent knows what was said before."""

from company.tests.steps.test_agent_run import describe, says
from company.tests.workflows.graphs import GREET, Json
from company.tests.world import AGENT, API, World


async def say(world: World, message: str, after: str | None = None, wait: int = 20) -> Json:
    body = {"message": message, "after": after}
    answer = await world.owner.post(f"{API}/agents/{AGENT}/chat", params={"wait": wait}, json=body)
    assert answer.status_code in {200, 202}, answer.text
    return answer.json()


async def test_an_agent_answers_and_remembers_the_conversation(world: World):
    describe(world.others)
    world.others.ai.says = [says("Good morning, Bo."), says("You are Bo.")]

    first = await say(world, "I am Bo.")
    second = await say(world, "Who am I?", first["id"])

    assert first["output"] == {"answer": "Good morning, Bo."}
    assert second["output"] == {"answer": "You are Bo."}
    told = [(each.role, each.content) for each in world.others.ai.chats[1].messages[1:]]
    assert told == [("user", "I am Bo."), ("assistant", "Good morning, Bo."), ("user", "Who am I?")]
    assert (second["trigger"], second["agent_id"], second["workflow_name"]) == ("chat", AGENT, "Ana")


async def test_a_message_names_the_one_before_it_in_the_same_conversation(world: World):
    describe(world.others)
    other = await world.run(await world.publish(GREET), {"name": "Bo"})

    wrong = await world.owner.post(f"{API}/agents/{AGENT}/chat", json={"message": "Hi", "after": other["id"]})
    unknown = await world.owner.post(f"{API}/agents/{AGENT}/chat", json={"message": "Hi", "after": "run_" + "0" * 32})
    nobody = await world.owner.post(f"{API}/agents/agt_{'9' * 32}/chat", json={"message": "Hi"})
    viewer = await (await world.member("viewer")).post(f"{API}/agents/{AGENT}/chat", json={"message": "Hi"})

    assert [each.status_code for each in (wrong, unknown, nobody, viewer)] == [422, 404, 404, 403]


async def test_the_next_message_waits_for_the_answer_to_the_last(world: World):
    describe(world.others, ("person", "never"))
    world.others.ai.says = [says("", ("ask_person", {"question": "Which?"}))]
    first = await say(world, "Choose one.", wait=0)
    await world.until(first["id"], "waiting")

    answer = await world.owner.post(f"{API}/agents/{AGENT}/chat", json={"message": "Well?", "after": first["id"]})

    assert answer.status_code == 409
    assert answer.json()["title"] == "This run has not ended yet"
