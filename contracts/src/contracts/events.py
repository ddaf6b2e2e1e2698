"""Events that leave a service. A topic never changes its meaning; events only ever gain optional fields."""

from datetime import datetime
from typing import ClassVar, Literal

from contracts.access import Grant
from kernel.bus import Event

RunStatus = Literal["queued", "running", "waiting", "succeeded", "failed", "cancelled"]


class MemberJoined(Event):
    """A person became a member of a company."""

    topic: ClassVar[str] = "company.member_joined"
    user_id: str
    role: str


class RunEnded(Event):
    """A run reached its end. `seconds` is wall time from start to end; `cost` is in USD."""

    topic: ClassVar[str] = "company.run_ended"
    run_id: str
    workflow_id: str
    agent_id: str
    status: RunStatus
    seconds: float
    cost: float
    ended_at: datetime


class RunWaiting(Event):
    """A run began to wait for a person."""

    topic: ClassVar[str] = "company.run_waiting"
    run_id: str
    agent_id: str
    waiting: bool


class AgentChanged(Event):
    """An agent was created, changed or deleted."""

    topic: ClassVar[str] = "agents.agent_changed"
    agent_id: str
    status: Literal["draft", "active", "paused", "retired", "deleted"]


class BudgetReached(Event):
    """Spending under a budget went over its soft limit, or its hard limit refused a call; once each a period.

    Money is in nano-dollars. `subject` is whom it holds for, empty where it holds for the whole company.
    """

    topic: ClassVar[str] = "ai.budget_reached"
    budget_id: str
    name: str
    level: Literal["soft", "hard"]
    subject: str
    period: str
    spent: int
    limit: int


class AccessChanged(Event):
    """What members of a company may was changed: a role, somebody's role, or who belongs to it."""

    topic: ClassVar[str] = "company.access_changed"
    version: int
    by: str | None = None
    what: Literal["role_changed", "role_deleted", "member_changed", "member_removed", "owner_changed"] = (
        "member_changed"
    )
    subject: str = ""
    """The role's or the member's id."""


class ResourceShared(Event):
    """Who may see, use and change an agent or a workflow. No grants: everybody whose role allows it."""

    topic: ClassVar[str] = "company.resource_shared"
    resource: str
    grants: list[Grant]
    version: int
    """Grows with each change of this resource's grants: an earlier one that comes late is to be ignored."""


class CompanyErased(Event):
    """A company is deleted for good: every service deletes what it keeps of it."""

    topic: ClassVar[str] = "company.erased"
