"""What the agents service promises other services."""

from typing import Any, Literal, Protocol

from pydantic import BaseModel, Field, model_validator

from contracts.ai import PromptUse
from kernel.client import ServiceClient
from kernel.identity import Principal

AgentStatus = Literal["draft", "active", "paused", "retired"]


class AgentModel(BaseModel):
    """Which model an agent uses; nulls mean the company's default."""

    provider: str | None = Field(default=None, max_length=80)
    name: str | None = Field(default=None, max_length=200)


class AgentTool(BaseModel):
    """A tool an agent may use, and whether a person must approve a use: `ask` does so where it acts on the outside.

    `name` is `workflow:<id>`, `agent:<id>`, `step:<type>` (or the type alone) or `person`.
    """

    name: str = Field(min_length=1, max_length=120)
    approval: Literal["never", "ask", "always"]


class AgentBudget(BaseModel):
    """What an agent may spend in a month (USD); null means no limit of its own."""

    monthly_usd: float | None = Field(default=None, ge=0, le=1_000_000)


GoalKind = Literal["success_rate", "within", "cost_per_run", "succeeded", "time_saved", "liked"]


class AgentGoal(BaseModel):
    """A target that an agent is measured by, always over the last 30 days.

    `target` is a share (0 to 1) of ended runs that succeeded (`success_rate`), that succeeded within `seconds`
    (`within`), or of opinions that were good (`liked`); USD at most for a run (`cost_per_run`); a number of runs that
    succeeded (`succeeded`); or hours of work saved (`time_saved`).
    """

    kind: GoalKind
    target: float = Field(gt=0, le=1_000_000_000)
    seconds: float | None = Field(default=None, gt=0, le=31_536_000, description="For `within` alone.")

    @model_validator(mode="after")
    def _is_whole(self) -> "AgentGoal":
        if self.kind in {"success_rate", "within", "liked"} and self.target > 1:
            raise ValueError("A share lies above 0 and is at most 1: 0.8 stands for 80 %.")
        if (self.kind == "within") != (self.seconds is not None):
            raise ValueError("`seconds` belongs to the kind `within`, and to that alone.")
        return self


class AgentLimits(BaseModel):
    """When an agent pauses by itself because its work fails: above this share of its last runs. Null: never."""

    failure_rate: float | None = Field(default=None, gt=0, le=1)
    of_last: int = Field(default=20, ge=5, le=100)


class AgentInput(BaseModel):
    """An agent as its maker describes it. A `prompt` of the company's library is said before the instructions."""

    name: str = Field(min_length=1, max_length=120)
    role: str = Field(default="", max_length=200)
    goal: str = Field(default="", max_length=2_000)
    instructions: str = Field(default="", max_length=20_000)
    prompt: PromptUse | None = None
    model: AgentModel = Field(default_factory=AgentModel)
    tools: list[AgentTool] = Field(default_factory=list[AgentTool], max_length=100)
    knowledge_bases: list[str] = Field(default_factory=list[str], max_length=100)
    budget: AgentBudget = Field(default_factory=AgentBudget)
    minutes_saved_per_run: float = Field(default=0, ge=0, le=10_000)
    goals: list[AgentGoal] = Field(default_factory=list[AgentGoal], max_length=12)
    limits: AgentLimits = Field(default_factory=AgentLimits)
    memory: bool = Field(default=False, description="Whether it remembers what it learns, from one run to another.")


class AgentSummary(BaseModel):
    """What other services need to know of an agent."""

    id: str
    name: str
    status: AgentStatus
    version: int


class AgentBrief(BaseModel):
    """What figures need to know of an agent: what it is called, and how much work one run of it spares a person."""

    id: str
    name: str
    minutes_saved_per_run: float


class AgentBriefs(BaseModel):
    """Every agent of a company."""

    items: list[AgentBrief]


class AgentDescription(AgentSummary):
    """An agent as whoever lets it work needs to know it. `left_usd` is what it may still spend this month, where that
    is limited."""

    agent: AgentInput
    left_usd: float | None = None


class AgentsClient(Protocol):
    """What others may ask the agents service."""

    async def get(self, agent_id: str, by: Principal) -> AgentSummary:
        """The agent, if the company has it. Raises a 404 problem."""
        ...

    async def describe(self, agent_id: str, by: Principal) -> AgentDescription:
        """All of the agent. Raises a 404 problem."""
        ...

    async def briefs(self, by: Principal) -> AgentBriefs:
        """All agents of the company, in brief."""
        ...

    async def create(self, agent: AgentInput, by: Principal, *, key: str) -> AgentSummary:
        """Create an agent and make it active; the same `key` again answers the same agent."""
        ...

    async def made(self, by: Principal, *, prefix: str) -> list[AgentSummary]:
        """The agents that were created with keys that begin like this."""
        ...

    async def remove(self, agent_id: str, by: Principal) -> None:
        """Delete an agent with its figures, whatever its status; nothing happens when there is none."""
        ...


class HttpAgentsClient:
    """`AgentsClient` over HTTP."""

    def __init__(self, service: ServiceClient) -> None:
        self._service = service

    async def get(self, agent_id: str, by: Principal) -> AgentSummary:
        return await self._service.call("GET", f"/api/agents/v1/internal/agents/{agent_id}", answer=AgentSummary, by=by)

    async def describe(self, agent_id: str, by: Principal) -> AgentDescription:
        path = f"/api/agents/v1/internal/agents/{agent_id}/description"
        return await self._service.call("GET", path, answer=AgentDescription, by=by)

    async def briefs(self, by: Principal) -> AgentBriefs:
        return await self._service.call("GET", "/api/agents/v1/internal/agent-briefs", answer=AgentBriefs, by=by)

    async def create(self, agent: AgentInput, by: Principal, *, key: str) -> AgentSummary:
        body: dict[str, Any] = {"key": key, "agent": agent.model_dump(mode="json")}
        path = "/api/agents/v1/internal/agents"
        return await self._service.call("POST", path, answer=AgentSummary, json=body, by=by, idempotent=True)

    async def made(self, by: Principal, *, prefix: str) -> list[AgentSummary]:
        path, query = "/api/agents/v1/internal/agents", {"prefix": prefix}
        return await self._service.call("GET", path, answer=list[AgentSummary], query=query, by=by)

    async def remove(self, agent_id: str, by: Principal) -> None:
        path = f"/api/agents/v1/internal/agents/{agent_id}"
        await self._service.call("DELETE", path, answer=type(None), by=by, idempotent=True)
