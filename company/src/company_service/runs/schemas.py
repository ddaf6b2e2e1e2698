"""What the outside sends and sees of runs."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from company_service.engine.graph import StepId
from company_service.engine.tables import STEP_KEY
from contracts.events import RunStatus

StepStatus = Literal["running", "waiting", "succeeded", "failed", "skipped", "cancelled"]


AGAIN, CHAT = "again", "chat"
"""The triggers of a run that does another again, and of one that answers what somebody said to an agent."""


class StartBody(BaseModel):
    """What a run is to work on, and by which version, if not the live one."""

    model_config = ConfigDict(extra="forbid")
    input: Any = Field(default_factory=dict[str, Any])
    version: int | None = Field(default=None, ge=1, le=1_000_000_000)


StepKey = Annotated[str, Field(min_length=1, max_length=STEP_KEY)]
Steps = Annotated[list[StepKey], Field(max_length=200)]


class DraftRunBody(BaseModel):
    """What a draft is to be tried on, and how far: up to a step, with what an earlier run found, some of it anew.

    Without an `input` of its own it takes that of the run it goes on from.
    """

    __test__ = False
    model_config = ConfigDict(extra="forbid")
    input: Any = Field(default_factory=dict[str, Any])
    up_to: StepId | None = None
    from_run: str | None = Field(default=None, max_length=40)
    steps: Steps = Field(default_factory=list[StepKey])


class ForkBody(BaseModel):
    """Do a run again from these `steps` on (by key; none: from the beginning), everything before them kept.

    Without an `input` it has that of the run; without a `version` it follows the one that the run followed.
    """

    model_config = ConfigDict(extra="forbid")
    steps: Steps = Field(default_factory=list[StepKey])
    input: Any = None
    version: int | None = Field(default=None, ge=1, le=1_000_000_000)


class MessageBody(BaseModel):
    """Something to say to an agent; `after` is the run of the message before in this conversation."""

    model_config = ConfigDict(extra="forbid")
    message: str = Field(min_length=1, max_length=20_000)
    after: str | None = Field(default=None, max_length=40)


class RunStarted(BaseModel):
    """A run was accepted; it goes on by itself."""

    id: str
    status: RunStatus


class HeldBack(BaseModel):
    """Why a run does not begin or go on just now."""

    kind: Literal["paused", "limited", "turn"]
    text: str


class PauseBody(BaseModel):
    """Why something is paused."""

    model_config = ConfigDict(extra="forbid")
    reason: str = Field(default="", max_length=500)


class PauseView(BaseModel):
    """Something that is paused. `target` is the id of the workflow or agent, else empty."""

    scope: Literal["everything", "company", "workflow", "agent"]
    target: str
    reason: str
    by: str | None
    at: datetime


class LimitsBody(BaseModel):
    """How much of a workflow may go on; null: as much as there is room for."""

    model_config = ConfigDict(extra="forbid")
    max_running: int | None = Field(default=None, ge=1, le=1_000)
    max_starts_per_minute: int | None = Field(default=None, ge=1, le=1_000)


class WorkflowControl(BaseModel):
    """What holds the runs of a workflow back, and how many of them there are."""

    paused: bool
    reason: str | None
    paused_by: str | None
    paused_at: datetime | None
    max_running: int | None
    max_starts_per_minute: int | None
    queued: int
    running: int
    waiting: int


class CancelBody(BaseModel):
    """Which runs are to stop: these, or all of a workflow, an agent or a status that have not ended."""

    model_config = ConfigDict(extra="forbid")
    ids: list[Annotated[str, Field(max_length=40)]] | None = Field(default=None, min_length=1, max_length=500)
    workflow_id: str | None = Field(default=None, max_length=40)
    agent_id: str | None = Field(default=None, max_length=40)
    status: Literal["queued", "running", "waiting"] | None = None


class Asked(BaseModel):
    """How many runs were asked to stop; `more`: there are others, ask again."""

    cancelled: int
    more: bool


class WaitingFor(BaseModel):
    """What a run waits for."""

    kind: str
    title: str
    approval_id: str | None


class RunView(BaseModel):
    """A run. In lists, an input or output too large to show there is null; the run itself has it."""

    id: str
    workflow_id: str
    workflow_name: str
    agent_id: str | None
    version: int
    status: RunStatus
    trigger: str
    started_by: str | None
    trigger_id: str | None
    parent_run_id: str | None
    """The run that waits for this one, and which step of it (`parent_step`, its key)."""
    parent_step: str | None
    origin_run_id: str | None
    """The run whose answers this one was begun with."""
    input: Any
    output: Any
    error: dict[str, Any] | None
    cost: float
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    waiting_for: WaitingFor | None
    held_back: HeldBack | None


class LoopProgress(BaseModel):
    """How far a loop has come: of `count` rounds (at most) so many are over (`done`), some of them `failed`."""

    count: int
    done: int
    failed: int


class StepRunView(BaseModel):
    """What became of one step of a run.

    `step` is its key: its id, after the loops it stands in (`each[2]/send`). `container` is the key of the innermost of
    them, `iteration` which round of it, from 0.
    """

    step: str
    step_id: str
    container: str | None
    iteration: int | None
    name: str
    type: str
    status: StepStatus
    attempt: int
    input: Any
    output: Any
    error: dict[str, Any] | None
    cost: float
    port: str | None
    started_at: datetime | None
    ended_at: datetime | None
    answered_by: dict[str, Any] | None
    reused_from: str | None
    """The run that had this answer; it cost nothing here."""
    loop: LoopProgress | None
    left_out: list[Literal["input", "output"]]
    """Values that are there and were not sent because they are large: ask for this step alone."""


class JournalEntryView(BaseModel):
    """One entry of a run's journal, without its value. `port` is by which way a step went on."""

    seq: int
    at: datetime
    kind: str
    step: str | None
    attempt: int
    port: str | None


class RunGraphView(BaseModel):
    """The graph that a run follows, as it was when the run began."""

    graph: dict[str, Any]


class RoundView(BaseModel):
    """One round of a loop: `index` counts from 0. `error` says why it failed; a round that goes on has no end."""

    index: int
    status: Literal["running", "succeeded", "failed", "cancelled"]
    error: dict[str, Any] | None
    steps: int
    cost: float
    started_at: datetime | None
    ended_at: datetime | None
