"""What the outside sends and sees of the edits of a draft."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

EditId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,40}$")]
State = Literal["done", "undone", "dropped"]
"""Dropped: it was undone, and something else was done since; it can no longer be done again."""
Operations = list[dict[str, Any]]
Places = list[str]
"""How many there may be follows from the size of a save (`rules.MOST_SENT`)."""
LabelValues = Annotated[dict[str, str | int | float], Field(max_length=20)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class MadeEdit(_Body):
    """A step in which the draft was changed: what was done, what takes it back, and the places it touched."""

    id: EditId
    """The sender's choice; an edit that is known already is not kept twice."""
    label: str = Field(min_length=1, max_length=60)
    values: LabelValues = Field(default_factory=dict)
    operations: Operations
    inverse: Operations
    places: Places
    state: Literal["done", "undone"] = "done"


class TurnedEdit(_Body):
    """An edit that was kept before and was now undone, done again or dropped."""

    id: EditId
    state: State


class SentEdits(_Body):
    """How a draft came to be what is saved with it."""

    made: list[MadeEdit] = Field(default_factory=list[MadeEdit], max_length=400)
    turned: list[TurnedEdit] = Field(default_factory=list[TurnedEdit], max_length=400)


class OwnEdit(BaseModel):
    """An edit of the caller's, in the order in which they were made."""

    id: str
    label: str
    values: LabelValues
    at: datetime
    operations: Operations
    inverse: Operations
    places: Places
    state: Literal["done", "undone"]
    turned: int
    """The revision with which it was last done, undone or done again."""


class OthersEdit(BaseModel):
    """What somebody else changed since the first of the caller's edits: where, not what."""

    by: str | None
    at: datetime
    places: Places
    done: bool
    revision: int
    turned: int


class DraftHistory(BaseModel):
    """What the caller can undo and do again, and what stands in the way of that."""

    mine: list[OwnEdit]
    others: list[OthersEdit]
