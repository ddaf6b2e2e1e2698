"""What the outside sends and sees of the cache."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from kernel.paging import Page

Mode = Literal["off", "exact", "always"]


class PolicyBody(BaseModel):
    """How answers by an alias are kept (`*`: by every other one).

    `exact`: only where the request asks for temperature 0; `always`: whatever the temperature; `off`: never.
    `semantic`: also for questions at least this alike (0.8 to 1; null: never), without tools and pictures.
    """

    model_config = ConfigDict(extra="forbid")
    alias: str = Field(min_length=1, max_length=200)
    mode: Mode = "exact"
    seconds: int = Field(default=86_400, ge=1, le=30 * 86_400)
    semantic: float | None = Field(default=None, ge=0.8, le=1)


class CacheView(Page[PolicyBody]):
    """The policies, what is kept now, and what the cache did in the last 30 days (money in USD)."""

    entries: int
    bytes: int
    answers: int
    hits: int
    saved: float
