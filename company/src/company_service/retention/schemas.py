"""What the outside sends and sees of retention."""

from pydantic import BaseModel, ConfigDict, Field

LONGEST = 3650


class RetentionBody(BaseModel):
    """For how many days finished runs are kept; null: for ever."""

    model_config = ConfigDict(extra="forbid")
    days: int | None = Field(ge=1, le=LONGEST)


class RetentionView(BaseModel):
    """For how many days after their end runs are kept; null: for ever. `deleted_runs` were deleted so far.

    However few the `days` are, a run is kept for `least_days`.
    """

    days: int | None
    default_days: int
    least_days: int
    deleted_runs: int
