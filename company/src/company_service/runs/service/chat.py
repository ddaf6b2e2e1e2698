"""Talking to an agent: each message is a run, in which the agent works until it has an answer.

Nothing is kept of a conversation but its runs: a message names the run of the one before, whose input and output say
all that was said.
"""

from typing import Any

from company_service.deps import Deps
from company_service.engine.agents import AGENT
from company_service.engine.values import list_of, object_of
from company_service.runs import rules
from company_service.runs.problems import NotThisConversation, RunNotOver
from company_service.runs.schemas import CHAT, MessageBody, RunStarted, RunView
from company_service.runs.service import read
from company_service.runs.service.start import Begun, begin, id_for
from company_service.workflows.service import Live
from kernel.identity import Principal

_GRAPH: dict[str, Any] = {
    "input": {
        "type": "object",
        "properties": {"message": {"type": "string", "title": "Message"}, "history": {"type": "array"}},
        "required": ["message"],
    },
    "steps": [
        {
            "id": "answer",
            "type": AGENT,
            "name": "Answer",
            "with": {"task": "{{ input.message }}", "history": "{{ input.history }}"},
        }
    ],
    "output": {"answer": "{{ steps.answer.output.answer }}"},
}


async def say(
    agent_id: str, body: MessageBody, key: str | None, wait: int, *, by: Principal, deps: Deps
) -> RunStarted | RunView:
    """Say something to an agent, perhaps going on with a conversation; its run's output is the answer."""
    agent = await deps.agents.get(agent_id, by)
    given: dict[str, Any] = {"message": body.message, "history": []}
    if body.after:
        given["history"] = await _said_before(agent_id, body.after, by=by, deps=deps)
    run_id = await id_for(f"{agent_id} {body.after or ''}", key, by=by, deps=deps)
    # A conversation belongs to no workflow: the agent's id stands in the place of one.
    live = Live(agent.name, agent_id, 0, _GRAPH)
    return await begin(run_id, agent_id, live, Begun(given, CHAT), wait, by=by, deps=deps)


async def _said_before(agent_id: str, run_id: str, *, by: Principal, deps: Deps) -> list[dict[str, str]]:
    before = await read.get(run_id, by=by, deps=deps)
    if before.trigger != CHAT or before.agent_id != agent_id:
        raise NotThisConversation("Name the run of the message before, of a conversation with this agent.")
    if before.status not in rules.ENDED:
        raise RunNotOver(f"{before.workflow_name} still works on the message before.")
    asked = object_of(before.input)
    said = [{"role": "user", "content": str(asked.get("message") or "")}]
    answer = object_of(before.output).get("answer")
    if answer:
        said.append({"role": "assistant", "content": str(answer)})
    return [*list_of(asked.get("history")), *said][-rules.MOST_SAID :]
