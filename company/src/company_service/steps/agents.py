"""`agent.run`: an agent works on a task by itself, turn by turn, with its tools, until it is done or comes to a limit.

The loop itself is the engine's (`engine.agents`): each turn asks the model once (`Think`) and does what it asks for
(`Use`). All that a turn needs is in what the turn before journaled, so a process that is killed asks nothing twice.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from company_service.engine.agents import AGENT, CALL, MAX_TURNS, THINK
from company_service.engine.steps import (
    Answer,
    ChildRun,
    ContainerType,
    Effect,
    StepCall,
    StepInfo,
    StepResult,
    StepType,
)
from company_service.engine.values import list_of, object_of
from company_service.steps import conversation
from company_service.steps.ai import on_behalf_of, prompt_use, with_tokens
from company_service.steps.children import ended, started
from company_service.steps.forms import ADDRESSES, NUMBER, PROMPT, TEXT, output, settings, ui
from company_service.steps.toolbox import Tool, Toolbox, finish, memory_of, search_in, tool_of, wish
from contracts.ai import AiClient, ChatAnswer, ChatMessage, ChatRequest, PromptUse, ToolCall
from kernel.identity import Principal
from kernel.problems import Conflict, InvalidRequest

_SECONDS = 300.0


class BudgetUsedUp(InvalidRequest):
    """The agent has spent what it may spend on this task."""

    title = "The budget of this task is used up"


class AgentRetired(Conflict):
    """The agent does no work any more."""

    title = "The agent is retired"


class ModelRefused(InvalidRequest):
    """The model would not go on."""

    title = "The model refused to go on"


class ToolRefused(InvalidRequest):
    """The model asked for a tool that there is not, or in a way that does not fit."""

    title = "This tool cannot be used like this"


class AgentRun(ContainerType):
    """Lets an agent work on a task."""

    info = StepInfo(
        type=AGENT,
        name="Let an agent work",
        description="Give a task to an agent. It works by itself with its tools, and asks where you want it to.",
        category="ai",
        icon="bot",
        effect="none",
        input_schema=settings(
            ["task"],
            task={"type": "string", "minLength": 1, "maxLength": 20_000, "x-ui": ui("textarea", "Task")},
            context={"x-ui": ui("keyvalue", "What it should know")},
            **PROMPT,
            history={
                "type": ["array", "null"],
                "maxItems": 400,
                "items": {
                    "type": "object",
                    "properties": {"role": {"enum": ["user", "assistant"]}, "content": TEXT},
                    "required": ["role", "content"],
                    "additionalProperties": False,
                },
                "x-ui": ui("expression", "What was said before", "Messages of a conversation: role and content."),
            },
            agent_id={
                "type": ["string", "null"],
                "maxLength": 40,
                "x-ui": ui("agent", "Agent", "Empty: the agent of this workflow."),
            },
            answer={
                "type": ["object", "null"],
                "x-ui": ui("code", "Shape of the result", "A JSON Schema. Empty: the agent answers in words."),
            },
            max_turns={
                "type": ["integer", "null"],
                "minimum": 1,
                "maximum": MAX_TURNS,
                "x-ui": ui("number", "Turns at most", "Each asks the model once."),
            },
            budget={
                "type": ["number", "null"],
                "exclusiveMinimum": 0,
                "x-ui": ui("number", "Budget (USD)", "Nothing more is asked of the model when so much is spent."),
            },
            approvers={**ADDRESSES, "x-ui": ui("people", "Who is asked", "Empty: everybody with the role operator.")},
        ),
        output_schema=output(answer={}, text=TEXT, turns=NUMBER, cost=NUMBER),
    )


@dataclass(frozen=True)
class _Mind:
    """Where an agent stands: the conversation so far, its tools, what was spent."""

    name: str
    model: str | None
    prompt: PromptUse | None
    tools: Sequence[Tool]
    messages: Sequence[ChatMessage]
    spent: float = 0.0
    left: float | None = None
    """What the agent may spend on this task because of its month (USD)."""
    is_private: bool = False
    """Whether it knows what is for the person alone that it works for: what was said before, facts for them alone."""
    documents: Sequence[str] = ()
    """The documents it has read passages of: what it remembers is not for people who may not read them."""
    calls: Sequence[Mapping[str, Any]] = field(default_factory=list[Mapping[str, Any]])

    @classmethod
    def read(cls, said: Mapping[str, Any]) -> "_Mind":
        """What the turn before journaled."""
        return cls(
            name=said["name"],
            model=said["model"],
            prompt=PromptUse.model_validate(said["prompt"]) if said.get("prompt") else None,
            tools=[tool_of(each) for each in said["tools"]],
            messages=[ChatMessage.model_validate(each) for each in said["messages"]],
            spent=said["spent"],
            left=said.get("left"),
            is_private=said.get("is_private") or False,
            documents=said.get("documents") or (),
            calls=said["calls"],
        )


class Think(StepType):
    """One turn: asks the model what comes next."""

    info = StepInfo(
        type=THINK,
        name="Think",
        description="Ask the model what to do next.",
        category="ai",
        icon="brain",
        effect="read",
        input_schema={"type": "object"},
        timeout=_SECONDS + 30,
        hidden=True,
    )

    def __init__(self, ai: AiClient, toolbox: Toolbox) -> None:
        self._ai = ai
        self._toolbox = toolbox

    async def run(self, call: StepCall) -> StepResult:
        previous = object_of(call.input["previous"])
        given = object_of(previous["given"])
        by = Principal(kind="service", company_id=call.run.company_id, user_id=call.run.started_by)
        mind = await self._mind(call, given, previous, by)
        limits = [each for each in (given.get("budget"), mind.left) if each is not None]
        if limits and mind.spent >= min(limits):
            raise BudgetUsedUp(f"{mind.name} has spent ${mind.spent:.2f} of ${min(limits):.2f} and was not done.")
        request = ChatRequest(
            messages=conversation.fitting(mind.messages),
            prompt=mind.prompt,
            tools=[tool.spec for tool in mind.tools],
            model=mind.model,
            on_behalf_of=on_behalf_of(call, given.get("agent_id")),
        )
        asked = hashlib.sha256(request.model_dump_json(exclude={"on_behalf_of"}).encode()).hexdigest()[:16]
        answer = await self._ai.chat(request, by, key=f"{call.idempotency_key}:{asked}", seconds=_SECONDS)
        if answer.stop == "refused":
            raise ModelRefused(f"{mind.name} was refused an answer by the model. Put the task into other words.")
        return self._said(mind, answer)

    async def _mind(
        self, call: StepCall, given: Mapping[str, Any], previous: Mapping[str, Any], by: Principal
    ) -> _Mind:  # fmt: skip
        if "think" in previous:
            mind = _Mind.read(object_of(previous["think"]))
            came = object_of(previous["results"])
            more = conversation.results(mind.calls, came) if mind.calls else [conversation.reminder()]
            read = conversation.documents_in(came, mind.documents)
            private = mind.is_private or conversation.is_private(came) or any(map(_tells_unknown, mind.calls))
            return replace(mind, messages=[*mind.messages, *more], documents=read, is_private=private)
        described = await self._toolbox.agent(str(given.get("agent_id") or call.run.agent_id), by)
        if described.status == "retired":
            raise AgentRetired(f"{described.name} is retired. Give the task to another agent.")
        agent = described.agent
        tools = await self._toolbox.tools(agent.tools, by)
        if agent.knowledge_bases:
            tools.append(search_in(agent.knowledge_bases))
        if given.get("answer"):
            tools.append(finish(object_of(given["answer"])))
        remembered: list[dict[str, Any]] = []
        if agent.memory:
            tools += memory_of(described.id)
            remembered = await self._toolbox.recall(described.id, str(given["task"]), by)
        messages = conversation.beginning(agent, given, remembered)
        return _Mind(
            agent.name,
            agent.model.name,
            _prompt(agent.prompt, given),
            tools,
            messages,
            left=described.left_usd,
            is_private=bool(given.get("history")) or conversation.is_private(remembered),
            documents=conversation.documents_in([given, remembered], ()),
        )

    def _said(self, mind: _Mind, answer: ChatAnswer) -> StepResult:
        message = answer.message
        wishes = [self._wish(mind, each) for each in message.calls]
        over = next((each for each in wishes if each["tool"]["kind"] == "finish" and not each["error"]), None)
        shaped = next((tool for tool in mind.tools if tool.kind == "finish"), None)
        done = over is not None or (not wishes and shaped is None)
        arguments = over["arguments"] if over else message.content
        if over and shaped and list(object_of(shaped.parameters.get("properties"))) == ["answer"]:
            arguments = object_of(arguments).get("answer")
        spent = mind.spent + answer.usage.cost
        value = {
            "name": mind.name,
            "model": mind.model,
            "prompt": mind.prompt.model_dump() if mind.prompt else None,
            "tools": [tool.document() for tool in mind.tools],
            "messages": [each.model_dump() for each in (*mind.messages, message)],
            "spent": spent,
            "left": mind.left,
            "is_private": mind.is_private,
            "documents": list(mind.documents),
            "calls": [] if done else wishes,
            "done": done,
            "result": {"answer": arguments if done else None, "text": message.content, "cost": spent},
        }
        by = with_tokens(answer.answered_by.model_dump(), answer.usage.model_dump())
        return StepResult(value, cost=answer.usage.cost, answered_by=by)

    def _wish(self, mind: _Mind, call: ToolCall) -> dict[str, Any]:
        tool, wrong = wish(call, mind.tools)
        return {
            "id": call.id,
            "agent": mind.name,
            "tool": {"kind": tool.kind, "ref": tool.ref, "title": tool.title},
            "arguments": call.arguments if wrong else {**object_of(call.arguments), **_given(tool, mind)},
            "error": wrong,
            "ask": not wrong and self._must_ask(tool, call.arguments),
            "title": f"May {mind.name} do this: {tool.title}?"[:200],
        }

    def _must_ask(self, tool: Tool, arguments: Any) -> bool:
        if tool.approval != "ask" or tool.kind != "step":
            return tool.approval in {"always", "ask"}
        return self._toolbox.types[tool.ref].effect_of(arguments) == "effect"


def _prompt(own: PromptUse | None, given: Mapping[str, Any]) -> PromptUse | None:
    """The prompt that the step names, else the agent's own with the step's values over those the agent has."""
    if use := prompt_use(given):
        return use
    values = object_of(given.get("prompt_values"))
    return own and own.model_copy(update={"variables": {**own.variables, **values}})


def _tells_unknown(call: Mapping[str, Any]) -> bool:
    """Whether a use of a tool may tell what rests on documents without naming them."""
    tool = object_of(call["tool"])
    return tool.get("kind") in {"workflow", "agent"} or tool.get("ref") == "subworkflow"


def _given(tool: Tool, mind: _Mind) -> Mapping[str, Any]:
    """What is set for the model: a fact to remember brings along what the agent has read and heard."""
    if tool.ref != "memory.remember":
        return tool.given
    return {**tool.given, "documents": list(mind.documents), "is_private": mind.is_private}


class Use(StepType):
    """Uses a tool as the model asked: a workflow, a colleague, a person, or what a step of that type does."""

    info = StepInfo(
        type=CALL,
        name="Use a tool",
        description="Do what the model asked for.",
        category="ai",
        icon="plug",
        effect="idempotent",
        input_schema={"type": "object"},
        hidden=True,
    )

    def __init__(self, types: Mapping[str, StepType]) -> None:
        self._types = types

    async def run(self, call: StepCall) -> Answer:
        tool, arguments = object_of(call.input["tool"]), object_of(call.input["arguments"])
        if call.input["error"]:
            raise ToolRefused(call.input["error"])
        match tool["kind"]:
            case "workflow":
                wanted = {"workflow_id": tool["ref"], "input": arguments}
                return await self._types["subworkflow"].run(replace(call, input=wanted))
            case "agent":
                return await ended(call) if call.signal else await started(call, _delegated(call, tool, arguments))
            case "person":
                return await self._types["approval"].run(replace(call, input=_question(call, arguments)))
            case _:
                return await self._types[tool["ref"]].run(replace(call, input=arguments))

    def _behind(self, settings: Mapping[str, Any]) -> StepType | None:
        tool = object_of(settings.get("tool"))
        return self._types.get(str(tool.get("ref"))) if tool.get("kind") == "step" else None

    def effect_of(self, settings: Mapping[str, Any]) -> Effect:
        kind = self._behind(settings)
        return kind.effect_of(object_of(settings.get("arguments"))) if kind else self.info.effect

    def repeatable(self, settings: Mapping[str, Any]) -> bool:
        kind = self._behind(settings)
        return kind.repeatable(object_of(settings.get("arguments"))) if kind else False


_DELEGATED: dict[str, Any] = {
    "input": settings(["agent_id", "task"], agent_id=TEXT, task=TEXT),
    "steps": [
        {
            "id": "work",
            "type": AGENT,
            "name": "Work on the task",
            "with": {"agent_id": "{{ input.agent_id }}", "task": "{{ input.task }}"},
        }
    ],
    "output": "{{ steps.work.output }}",
}


def _delegated(call: StepCall, tool: Mapping[str, Any], arguments: Mapping[str, Any]) -> ChildRun:
    given = {"agent_id": tool["ref"], "task": arguments["task"]}
    return ChildRun(call.run.workflow_id, str(tool["title"]), 0, str(tool["ref"]), _DELEGATED, given)


def _question(call: StepCall, arguments: Mapping[str, Any]) -> dict[str, Any]:
    answer = {"type": "string", "minLength": 1, "title": "Your answer"}
    question, explanation = str(arguments["question"]), str(arguments.get("explanation") or "")
    return {
        "title": question[:200],
        "description": "\n\n".join(filter(None, [question[200:], explanation])),
        "to": list_of(call.input["approvers"]),
        "choices": ["answer"],
        "fields": {"type": "object", "properties": {"answer": answer}, "required": ["answer"]},
        "self_approval": True,
    }
