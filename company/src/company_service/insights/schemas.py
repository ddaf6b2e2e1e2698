"""What the outside sees of insights."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Source = Literal["company", "sample"]
Table = Literal["all", "summary", "series", "workflows", "agents", "models", "failures", "waits", "runs"]


Readers = Literal["company.manage", "workflow.publish", "run.read"]
"""Who gets the weekly report: the members with this permission."""


class Figures(BaseModel):
    """What the runs of some time came to. Rates are 0 to 1; what cannot be told (nothing to divide by) is null.

    `seconds` are sums or percentiles of succeeded runs; `cost` is in USD. `untimed` succeeded runs are in the counts
    and not in the percentiles: they were deleted before their times were kept. `automation_rate` is the share of runs
    in which no person decided anything.
    """

    runs: int
    succeeded: int
    failed: int
    cancelled: int
    success_rate: float | None
    p50_seconds: float | None
    p95_seconds: float | None
    untimed: int
    cost: float
    cost_per_success: float | None
    seconds_saved: float | None
    automation_rate: float | None
    decided: int
    approvals: int
    p50_wait_seconds: float | None


class Point(BaseModel):
    """One hour or day of the time."""

    start: datetime
    end: datetime
    succeeded: int
    failed: int
    cancelled: int
    cost: float
    p50_seconds: float | None
    p95_seconds: float | None


class Group(BaseModel):
    """The figures of one workflow or agent; no name: it is deleted, or its name cannot be told just now."""

    id: str
    name: str | None
    figures: Figures


class ModelUse(BaseModel):
    """What one model (none: another method of the provider's) answered."""

    provider: str
    model: str | None
    answers: int
    cost: float


class Failure(BaseModel):
    """Why runs failed: the problem, and the step it came up at."""

    reason: str
    type: str
    title: str
    workflow_id: str
    workflow_name: str | None
    step: str
    step_name: str
    runs: int


class Wait(BaseModel):
    """How many approvals were decided within a time; none: those that took longer than all others here."""

    up_to_seconds: int | None
    approvals: int


class InsightsView(BaseModel):
    """The figures of a time, of the time before it, and what they are made of."""

    time_zone: str
    source: Source
    by: Literal["hour", "day"]
    start: datetime
    end: datetime
    previous_start: datetime
    previous_end: datetime
    current: Figures
    previous: Figures
    series: list[Point]
    workflows: list[Group]
    agents: list[Group]
    models: list[ModelUse]
    failures: list[Failure]
    waits: list[Wait]
    sample_runs: int
    """Runs of the sample in this time; they are in no figure but those of the source `sample`."""


class ReportBody(BaseModel):
    """Whether figures are sent every week, when (`weekday` 1: Monday), and to the members with which permission."""

    model_config = ConfigDict(extra="forbid")
    on: bool
    weekday: int = Field(ge=1, le=7)
    hour: int = Field(ge=0, le=23)
    time_zone: str = Field(min_length=1, max_length=60)
    readers: Readers


class ReportView(BaseModel):
    """The weekly report as the company has chosen it; `next_at` is when it comes next."""

    on: bool
    weekday: int
    hour: int
    time_zone: str
    readers: Readers
    next_at: datetime | None
