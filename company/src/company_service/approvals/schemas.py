"""What the outside sends and sees of approvals."""

from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from kernel.bus import Event

ApprovalStatus = Literal["waiting", "decided", "cancelled", "expired"]


class ApprovalEntry(BaseModel):
    """Something that was done about an approval: who did it, when, and what of it is to be known."""

    kind: Literal["vote", "comment", "reassigned", "reminded", "escalated"]
    by: str | None
    at: datetime
    choice: str | None
    comment: str | None
    to: list[str] | None


class ApprovalView(BaseModel):
    """A question of a run to people, and their answer once there is one."""

    id: str
    run_id: str
    workflow_id: str
    workflow_name: str
    agent_id: str | None
    step: str
    title: str
    description: str
    context: dict[str, Any]
    choices: list[str]
    fields: dict[str, Any] | None
    to: list[str]
    status: ApprovalStatus
    choice: str | None
    answers: dict[str, Any] | None
    comment: str | None
    decided_by: str | None
    decided_at: datetime | None
    created_at: datetime
    asked_by: str | None
    needed: int
    until: datetime | None
    remind_at: datetime | None
    escalate_at: datetime | None
    """When others are asked as well, unless it is decided by then."""
    log: list[ApprovalEntry]


class DecisionBody(BaseModel):
    """An answer."""

    model_config = ConfigDict(extra="forbid")
    choice: str = Field(min_length=1, max_length=100)
    fields: dict[str, Any] = Field(default_factory=dict[str, Any])
    comment: str = Field(default="", max_length=5_000)


class ReassignBody(BaseModel):
    """Whom an approval is for from now on, and why."""

    model_config = ConfigDict(extra="forbid")
    to: list[Annotated[str, Field(min_length=1, max_length=120)]] = Field(min_length=1, max_length=100)
    comment: str = Field(default="", max_length=5_000)


class CommentBody(BaseModel):
    """Something to be known about an approval."""

    model_config = ConfigDict(extra="forbid")
    comment: str = Field(min_length=1, max_length=5_000)


class ApprovalCounts(BaseModel):
    """How many approvals wait: for whoever asks, and in the company."""

    mine: int
    waiting: int


class ApprovalAsked(Event):
    """A run asks people something, or is still waiting; they are told after it is on disk.

    `to` is whom to tell, if not everybody it is for. `occasion` tells the second reminder from the first.
    """

    topic: ClassVar[str] = "company.approval_asked"
    approval_id: str
    kind: Literal["asked", "reassigned", "reminded", "escalated"] = "asked"
    to: list[str] | None = None
    occasion: str = ""
