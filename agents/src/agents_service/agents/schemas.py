"""What the outside sends and sees of agents."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from agents_service.metrics.rules.figures import MetricsView
from agents_service.metrics.rules.goals import GoalProgress
from agents_service.metrics.rules.health import AgentHealth, AgentPause
from contracts.agents import AgentBudget, AgentGoal, AgentInput, AgentLimits, AgentModel, AgentStatus, AgentTool
from contracts.ai import PromptUse


class AgentBody(AgentInput):
    """An agent to create or save; unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")


class StatusBody(BaseModel):
    """The status an agent should take."""

    model_config = ConfigDict(extra="forbid")
    status: AgentStatus


class CreateOnce(BaseModel):
    """An agent another service creates; the same key again answers the same agent."""

    model_config = ConfigDict(extra="forbid")
    key: str = Field(min_length=1, max_length=120)
    agent: AgentInput


class AgentView(BaseModel):
    """An agent, with its figures."""

    id: str
    name: str
    role: str
    goal: str
    instructions: str
    prompt: PromptUse | None
    status: AgentStatus
    model: AgentModel
    tools: list[AgentTool]
    knowledge_bases: list[str]
    budget: AgentBudget
    owner_id: str
    minutes_saved_per_run: float
    goals: list[AgentGoal]
    limits: AgentLimits
    memory: bool
    version: int
    created_at: datetime
    updated_at: datetime
    metrics: MetricsView
    health: AgentHealth
    pause: AgentPause | None
    """Why it is paused; null where it is not, or was so before reasons were kept."""
    spent_this_month: float
    """USD that its runs cost since the first of the month (UTC)."""


class AgentDay(BaseModel):
    """What an agent did on a day (UTC). `approvals` are those that people decided, `approval_seconds` how long all of
    them together waited."""

    day: str
    runs: int
    succeeded: int
    failed: int
    seconds: float
    cost: float
    approvals: int
    approval_seconds: float
    liked: int
    disliked: int


class AgentPerformance(BaseModel):
    """How an agent did in the last 30 days, day by day, and where its goals stand."""

    days: list[AgentDay]
    goals: list[GoalProgress]


class AgentOwnerBody(BaseModel):
    """Who the agent should belong to."""

    model_config = ConfigDict(extra="forbid")
    user_id: str = Field(min_length=1, max_length=40)


class AgentCopyBody(BaseModel):
    """What the copy should be called; empty: as the agent, with “(copy)” behind it."""

    model_config = ConfigDict(extra="forbid")
    name: str = Field(default="", max_length=120)


class AgentOpinionBody(BaseModel):
    """What a person thinks of a run of the agent."""

    model_config = ConfigDict(extra="forbid")
    run_id: str = Field(pattern=r"^run_[0-9a-f]{32}$")
    liked: bool
    reason: str = Field(default="", max_length=2_000)


class AgentOpinion(BaseModel):
    """What a person thought of a run."""

    run_id: str
    user_id: str
    liked: bool
    reason: str
    created_at: datetime


class AgentVersionView(BaseModel):
    """How an agent was at one version."""

    version: int
    agent: AgentInput
    note: str
    saved_by: str
    saved_at: datetime
