"""What the outside sends and sees of aliases."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

AliasName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}$")]
Fault = Literal["error", "timeout", "limit", "refusal"]
ProviderId = Annotated[str, Field(min_length=1, max_length=40)]


class Target(BaseModel):
    """One model that may answer. `context` is in tokens; `weight` is its share where the load is balanced."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    provider_id: ProviderId
    model: str = Field(min_length=1, max_length=200)
    weight: float = Field(default=1, gt=0, le=1000, allow_inf_nan=False)
    region: str | None = Field(default=None, max_length=40)
    context: int | None = Field(default=None, ge=1, le=100_000_000)


class AliasBody(BaseModel):
    """A name for "the model that fits": its targets, in order of preference or balanced by weight.

    `private`: only providers whose data stays in the house, whatever happens. `region`: only targets said to be there.
    `max_cost`: the most that one request may cost (USD, by its upper bound). `fall_back_on`: when the next target is
    asked. `hedge_after_ms`: ask the next one as well when the first has not begun to answer by then.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    description: str = Field(default="", max_length=500)
    targets: tuple[Target, ...] = Field(min_length=1, max_length=20)
    balance: Literal["order", "weight"] = "order"
    private: bool = False
    region: str | None = Field(default=None, max_length=40)
    max_cost: float | None = Field(default=None, gt=0, le=10_000, allow_inf_nan=False)
    fall_back_on: frozenset[Fault] = frozenset({"error", "timeout", "limit"})
    hedge_after_ms: int | None = Field(default=None, ge=20, le=60_000)


class AliasView(BaseModel):
    """An alias as stored."""

    name: str
    description: str
    targets: list[Target]
    balance: Literal["order", "weight"]
    private: bool
    region: str | None
    max_cost: float | None
    fall_back_on: list[Fault]
    hedge_after_ms: int | None
    updated_at: datetime


class Verdict(BaseModel):
    """What became of one target: its place in the order, or why it would not answer."""

    provider_id: str
    provider: str
    model: str
    place: int | None
    why_not: str | None


class Explanation(BaseModel):
    """Which target would answer a request now, and why the others would not."""

    name: str
    would_answer: Verdict | None
    targets: list[Verdict]


class LimitBody(BaseModel):
    """How much one provider is asked by this company: at once, and per minute; null is no limit. Per process."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    at_once: int | None = Field(default=None, ge=1, le=10_000)
    per_minute: int | None = Field(default=None, ge=1, le=1_000_000)


class LimitView(BaseModel):
    """The limits of one provider."""

    provider_id: str
    at_once: int | None
    per_minute: int | None
