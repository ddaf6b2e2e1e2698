"""What the outside sends and sees of budgets. Money is in USD."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Scope = Literal["company", "agent", "workflow", "run", "user", "key", "model"]
Period = Literal["day", "week", "month", "total"]
_HIGHEST = 1_000_000_000


class BudgetBody(BaseModel):
    """A budget. `subject` is the id (or the model's name) it holds for; `*` for each of them by itself."""

    model_config = ConfigDict(extra="forbid")
    name: str = Field(min_length=1, max_length=120)
    scope: Scope = "company"
    subject: str = Field(default="*", min_length=1, max_length=200)
    period: Period = "month"
    soft_limit: float | None = Field(default=None, ge=0, le=_HIGHEST, allow_inf_nan=False)
    hard_limit: float | None = Field(default=None, ge=0, le=_HIGHEST, allow_inf_nan=False)
    unknown_prices: Literal["allow", "refuse"] = "allow"

    @model_validator(mode="after")
    def makes_sense(self) -> "BudgetBody":
        """Refuse a budget without a limit, and a notice that could never come."""
        if self.soft_limit is None and self.hard_limit is None:
            raise ValueError("give a soft limit, a hard limit, or both")
        if self.soft_limit is not None and self.hard_limit is not None and self.soft_limit > self.hard_limit:
            raise ValueError("the soft limit must not be above the hard limit")
        if self.scope == "company" and self.subject != "*":
            raise ValueError("a budget of the whole company has no subject")
        return self


class Spending(BaseModel):
    """What stands under a budget in this period. `uncertain`: calls whose process died, counted at their most."""

    subject: str
    spent: float
    reserved: float
    uncertain: float


class BudgetView(BaseModel):
    """A budget and how it stands; `renews_at` is null for one that never does. `current` has the highest 20."""

    id: str
    name: str
    scope: Scope
    subject: str
    period: Period
    soft_limit: float | None
    hard_limit: float | None
    unknown_prices: Literal["allow", "refuse"]
    renews_at: datetime | None
    created_at: datetime
    current: list[Spending]
