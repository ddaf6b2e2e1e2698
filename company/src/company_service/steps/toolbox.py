"""The tools of an agent: what a model is told of them, and which of its wishes can be granted."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

from company_service.engine.schemas import violations
from company_service.engine.steps import StepType
from company_service.engine.values import list_of, object_of
from company_service.steps.forms import TEXT, settings
from company_service.workflows.service import Known, published
from contracts.agents import AgentDescription, AgentsClient, AgentTool
from contracts.ai import ToolCall, ToolSpec
from contracts.memory import MOST_DAYS, MOST_TEXT, MemoryClient, Recalled
from kernel.db import Database
from kernel.identity import Principal
from kernel.problems import Problem, status_of

FINISH = "finish"
SEARCH = "search_knowledge"
REMEMBER = "remember"
RECALL = "recall"
_OWN = frozenset({FINISH, SEARCH, REMEMBER, RECALL})
_UNFIT = re.compile(r"[^A-Za-z0-9_-]+")
_MOST_NAME = 48


@dataclass(frozen=True)
class Tool:
    """One tool. `name` is what the model calls it by, `ref` what is behind it: a workflow, an agent, a type of step."""

    kind: Literal["workflow", "agent", "step", "person", "finish", "none"]
    ref: str
    name: str
    title: str
    description: str
    parameters: dict[str, Any]
    approval: str = "never"
    given: dict[str, Any] = field(default_factory=dict[str, Any])
    """Arguments that are set for the model, which it neither sees nor changes."""

    @property
    def spec(self) -> ToolSpec:
        """What the model is told."""
        return ToolSpec(name=self.name, description=self.description[:4_000], parameters=self.parameters)

    def document(self) -> dict[str, Any]:
        """As the journal keeps it."""
        return asdict(self)


def tool_of(document: Mapping[str, Any]) -> Tool:
    """The tool that `Tool.document` wrote down."""
    return Tool(**document)


class Toolbox:
    """Looks up what is behind an agent's tools."""

    def __init__(
        self, types: Mapping[str, StepType], agents: AgentsClient, memory: MemoryClient, db: Database, known: Known
    ) -> None:
        self.types = types
        self._agents = agents
        self._memory = memory
        self._db = db
        self._known = known

    async def agent(self, agent_id: str, by: Principal) -> AgentDescription:
        """The agent. Raises a 404 problem."""
        return await self._agents.describe(agent_id, by)

    async def recall(self, agent_id: str, task: str, by: Principal) -> list[dict[str, Any]]:
        """What the agent remembers about a task."""
        found = await self._memory.recall(agent_id, Recalled(query=task[:2_000]), by)
        return [each.model_dump(mode="json") for each in found.items]

    async def tools(self, wanted: Sequence[AgentTool], by: Principal) -> list[Tool]:
        """What can be used of the wanted tools; one that is gone is left out."""
        found: list[Tool] = []
        for each in wanted:
            kind, has_kind, ref = each.name.partition(":")
            if not has_kind and kind != "person":
                kind, ref = "step", each.name
            tool = await self._tool(kind, ref, each.approval, by)
            if tool:
                found.append(_named_apart(tool, {one.name for one in found}))
        return found

    async def _tool(self, kind: str, ref: str, approval: str, by: Principal) -> Tool | None:
        match kind:
            case "step":
                return _step(self.types.get(ref), approval)
            case "person":
                return _person()
            case "workflow" | "agent":
                look_up = self._workflow if kind == "workflow" else self._colleague
                try:
                    return await look_up(ref, approval, by)
                except Problem as problem:
                    if problem.status in {404, 409} or status_of(problem) == 404:
                        return None
                    raise
            case _:
                return None

    async def _workflow(self, workflow_id: str, approval: str, by: Principal) -> Tool:
        live = await published(self._db, self._known, by.company_id, workflow_id)
        asked = dict(live.graph.get("input") or {}) or {"type": "object", "properties": {}}
        return Tool("workflow", workflow_id, _fit(live.name), live.name, f"Run “{live.name}”.", _plain(asked), approval)

    async def _colleague(self, agent_id: str, approval: str, by: Principal) -> Tool:
        found = (await self._agents.describe(agent_id, by)).agent
        does = " ".join(filter(None, [f"Hand a task to {found.name}.", found.role, found.goal]))
        asked = settings(["task"], task={**TEXT, "description": "What is to be done, with all that is needed for it."})
        return Tool("agent", agent_id, f"ask_{_fit(found.name)}", f"Ask {found.name}", does, asked, approval)


def _step(kind: StepType | None, approval: str) -> Tool | None:
    if kind is None or kind.info.hidden or not kind.info.tool:
        return None
    info = kind.info
    asked = _plain(dict(info.input_schema))
    return Tool("step", info.type, _fit(info.type), info.name, info.description, asked, approval)


def _person() -> Tool:
    asked = settings(["question"], question={**TEXT, "minLength": 1}, explanation=TEXT)
    does = "Ask a person of the company and wait for the answer. Use it when only a person can know or decide."
    return Tool("person", "", "ask_person", "Ask a person", does, asked)


def search_in(knowledge_bases: Sequence[str]) -> Tool:
    """The tool of an agent that has knowledge bases: a search in those alone."""
    does = "Search the company's documents. Returns passages with the document and page they are from: name these."
    asked = settings(["query"], query={**TEXT, "minLength": 1, "description": "What to look for, in plain words."})
    given = {"knowledge_bases": list(knowledge_bases)}
    return Tool("step", "knowledge.search", SEARCH, "Search knowledge", does, asked, given=given)


def memory_of(agent_id: str) -> list[Tool]:
    """The tools of an agent that remembers: keep a fact, and look for facts."""
    given = {"agent_id": agent_id}
    fact = {**TEXT, "minLength": 1, "maxLength": MOST_TEXT, "description": "One fact, in words that stand alone."}
    days = {"type": "integer", "minimum": 1, "maximum": MOST_DAYS, "description": "For how many days it holds."}
    own = {"type": "boolean", "description": "True for what concerns only the person you work for."}
    old = {**TEXT, "description": "The id of a remembered fact that this one corrects."}
    keeps = (
        "Remember a lasting fact for later tasks: a rule, a preference, an exception, how something was solved. Not "
        "what is in documents, no passwords, nothing that only matters now."
    )
    wanted = {**TEXT, "minLength": 1, "description": "What to remember about, in plain words."}
    return [
        Tool("step", "memory.remember", REMEMBER, "Remember", keeps,
             settings(["fact"], fact=fact, days=days, for_this_person=own, replaces=old), given=given),
        Tool("step", "memory.recall", RECALL, "Recall", "Look for what you remember from earlier tasks.",
             settings(["query"], query=wanted), given=given),
    ]  # fmt: skip


def finish(answer: Mapping[str, Any]) -> Tool:
    """The tool that hands the result over, where it must have a shape."""
    shape = dict(answer) if answer.get("type") == "object" else settings(["answer"], answer=dict(answer))
    does = "Hand over the result. Call this once, when the task is done."
    return Tool("finish", "", FINISH, "Finish", does, _plain(shape))


def wish(call: ToolCall, tools: Sequence[Tool]) -> tuple[Tool, str]:
    """The tool that the model asks for, and what is wrong with how it asks (nothing: an empty text)."""
    tool = next((each for each in tools if each.name == call.name), None)
    if tool is None:
        names = ", ".join(each.name for each in tools) or "none"
        nothing = Tool("none", "", call.name, call.name, "", {})
        return nothing, f"There is no tool {call.name!r}. There are: {names}."
    arguments: Any = call.arguments
    if not isinstance(arguments, dict):
        return tool, "The arguments must be a JSON object."
    found = violations(tool.parameters, arguments)
    wrong = [f"{at.removeprefix('/') or 'arguments'}: {message}" for at, message, _ in found]
    return tool, "; ".join(wrong[:5])


def _named_apart(tool: Tool, taken: set[str]) -> Tool:
    number, name = 2, tool.name
    while name in taken or name in _OWN:
        name, number = f"{tool.name}_{number}", number + 1
    return replace(tool, name=name)


def _fit(name: str) -> str:
    return _UNFIT.sub("_", name).strip("_").lower()[:_MOST_NAME] or "tool"


def _plain(schema: Any) -> Any:
    """A schema without the hints for forms."""
    if isinstance(schema, Mapping):
        return dict(_described(object_of(schema)))
    return [_plain(each) for each in list_of(schema)] if isinstance(schema, list) else schema


def _described(schema: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    hint = object_of(schema.get("x-ui")).get("help")
    if hint and "description" not in schema:
        yield "description", hint
    for name, each in schema.items():
        if not name.startswith("x-"):
            yield name, _plain(each)
