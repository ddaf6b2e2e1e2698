"""What an agent learns in one run it knows in the next, together with whom it may be told."""

from company.tests.steps.test_agent_run import describe, says, work
from company.tests.world import AGENT, World

DOCUMENT = "knd_" + "d" * 32


async def test_what_an_agent_remembers_it_knows_at_its_next_task(world: World):
    describe(world.others, memory=True)
    workflow = await world.publish(work(context={"passage": {"document_id": DOCUMENT}}))
    world.others.ai.says = [
        says("", ("remember", {"fact": "Bo likes to be greeted in French.", "days": 30})),
        says("Hello Bo!"),
        says("", ("recall", {"query": "french"})),
        says("Bonjour Bo!"),
    ]

    await world.run(workflow, {"name": "Bo"})
    await world.run(workflow, {"name": "Bo"})

    [((owner, _), learnt)] = world.others.memory.learnt.items()
    assert (owner, learnt.days, learnt.documents, learnt.is_private) == (AGENT, 30, [DOCUMENT], False)
    first, _, third, last = world.others.ai.chats
    assert {"remember", "recall"} <= {each.name for each in first.tools}
    assert "greeted in French" not in first.messages[-1].content
    assert "What you remember from earlier tasks" in third.messages[-1].content
    assert "greeted in French" in last.messages[-1].content


async def test_what_is_learnt_in_a_conversation_is_for_that_person_alone(world: World):
    describe(world.others, memory=True)
    said = [{"role": "user", "content": "I earn 90,000."}, {"role": "assistant", "content": "I see."}]
    world.others.ai.says = [says("", ("remember", {"fact": "They earn 90,000."})), says("Noted.")]

    await world.run(await world.publish(work(history=said)), {"name": "Bo"})

    [learnt] = world.others.memory.learnt.values()
    assert learnt.is_private


async def test_an_agent_without_a_memory_has_no_tools_for_it(world: World):
    describe(world.others)
    world.others.ai.says = [says("", ("remember", {"fact": "A fact."})), says("Hello.")]

    await world.run(await world.publish(work()), {"name": "Bo"})

    assert world.others.memory.learnt == {}
