"""Steps and an agent's tool that look into knowledge bases, on behalf of whoever started the run."""

from company.tests.steps.test_agent_run import describe, says, steps_of, work
from company.tests.workflows.graphs import one
from company.tests.world import World
from tests.harness import USER


async def test_a_step_finds_passages_as_whoever_started_the_run(world: World):
    world.others.knowledge.passages = {"Handbook": ["Thirty days of holiday.", "Trains are second class."]}
    graph = one("knowledge.search", {"query": "{{ input.name }}", "knowledge_bases": ["Handbook"]})

    run = await world.run(await world.publish(graph), {"name": "holiday"})

    assert run["output"]["count"] == 1
    assert run["output"]["passages"][0]["text"] == "Thirty days of holiday."
    [(asked, user)] = world.others.knowledge.asked
    assert (asked.knowledge_bases, user) == (["Handbook"], USER)


async def test_a_step_answers_with_quotes_or_says_that_nothing_is_there(world: World):
    world.others.knowledge.passages = {"Handbook": ["Thirty days of holiday."]}
    workflow = await world.publish(one("knowledge.answer", {"question": "{{ input.name }}"}))

    found = await world.run(workflow, {"name": "holiday"})
    none = await world.run(workflow, {"name": "football"})

    assert found["output"]["citations"][0]["quote"] == found["output"]["answer"] == "Thirty days of holiday."
    assert found["cost"] == 0.02
    assert none["output"]["answer"] is None
    assert "nothing about this" in none["output"]["reason"]


async def test_a_base_that_is_not_there_fails_the_step_in_words(world: World):
    graph = one("knowledge.search", {"query": "x", "knowledge_bases": ["Missing"]})

    run = await world.run(await world.publish(graph), {"name": "Bo"})

    assert run["status"] == "failed"
    assert "There is no knowledge base “Missing”" in run["error"]["detail"]


async def test_an_agent_searches_in_its_own_bases_whatever_the_model_asks_for(world: World):
    world.others.knowledge.passages = {"knb_1": ["Thirty days of holiday."], "knb_2": ["The holiday of the board."]}
    describe(world.others, knowledge_bases=["knb_1"])
    world.others.ai.says = [says("", ("search_knowledge", {"query": "holiday"})), says("Thirty days.")]

    run = await world.run(await world.publish(work()), {"name": "Bo"})

    assert run["output"]["answer"] == "Thirty days."
    assert [asked.knowledge_bases for asked, _ in world.others.knowledge.asked] == [["knb_1"]]
    told = world.others.ai.chats[1].messages[-1].content
    assert "Thirty days of holiday." in told
    assert "board" not in told
    assert await steps_of(world, run["id"])
