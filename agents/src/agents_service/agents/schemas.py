"""What the outside sends and sees of agents."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from agents_service.metrics.rules import MetricsView
from contracts.agents import AgentBudget, AgentInput, AgentModel, AgentStatus, AgentTool
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
    version: int
    created_at: datetime
    updated_at: datetime
    metrics: MetricsView


class AgentVersionView(BaseModel):
    """How an agent was at one version."""

    version: int
    agent: AgentInput
    note: str
    saved_by: str
    saved_at: datetime
