"""What the outside sees of usage. Money is in USD."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Dimension = Literal[
    "day", "task", "provider", "model", "alias", "agent", "workflow", "run", "step", "user", "key", "cache", "prompt"
]


class UsageRecord(BaseModel):
    """What one answer took; `cost` is 0 and `price_known` false where nobody knows the model's price."""

    id: str
    task: str
    provider: str
    model: str | None
    input_tokens: int
    output_tokens: int
    cost: float
    seconds: float
    at: datetime
    agent_id: str
    workflow_id: str
    run_id: str
    step: str
    user_id: str
    key_id: str
    alias: str
    cached_tokens: int
    reasoning_tokens: int
    price_known: bool
    cache: str
    saved: float
    attempts: int
    first_token_seconds: float | None
    prompt: str
    prompt_version: int


class UsageTotal(BaseModel):
    """What the answers of one provider and model came to."""

    provider: str
    model: str | None
    answers: int
    input_tokens: int
    output_tokens: int
    cost: float


class UsageGroup(BaseModel):
    """What the answers of one group came to. `unpriced`: answers whose price nobody knows, which `cost` lacks."""

    group: dict[str, str]
    answers: int
    input_tokens: int
    output_tokens: int
    cached_tokens: int
    cost: float
    saved: float
    unpriced: int
    cache_hits: int
    seconds: float


class UsageSummary(BaseModel):
    """Sums from one day to another (UTC, both included), the dearest group first, days in order."""

    first_day: str
    last_day: str
    items: list[UsageGroup]
    total: UsageGroup


class ForecastBody(BaseModel):
    """A run that is thought of. Without past runs, what one model call would take can be given."""

    model_config = ConfigDict(extra="forbid")
    workflow_id: str = Field(min_length=1, max_length=40)
    model: str | None = Field(default=None, max_length=200)
    provider_kind: str | None = Field(default=None, max_length=80)
    input_characters: int = Field(default=0, ge=0, le=10_000_000)
    output_tokens: int = Field(default=0, ge=0, le=1_000_000)
    calls: int = Field(default=1, ge=1, le=1_000)


class Forecast(BaseModel):
    """What a run will likely cost. `basis`: `runs` (past ones), `estimate` (the model's price), or `none`."""

    basis: Literal["runs", "estimate", "none"]
    runs: int
    likely: float | None
    low: float | None
    high: float | None
    price_known: bool
