"""What the outside sends and sees of uncertain effects."""

from datetime import datetime
from typing import Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from kernel.bus import Event

EffectStatus = Literal["open", "resolved", "withdrawn"]
EffectAnswer = Literal["happened", "did_not_happen", "retry", "fail"]


class UncertainEffectView(BaseModel):
    """A step of which nobody can tell from here what became of it, and what a person said once one has.

    `kind` is `uncertain` (it may have happened) or `undo` (undoing it failed). `problem` says how it came to that.
    """

    id: str
    run_id: str
    workflow_id: str
    workflow_name: str
    agent_id: str | None
    step: str
    name: str
    kind: Literal["uncertain", "undo"]
    problem: dict[str, Any]
    status: EffectStatus
    answer: EffectAnswer | None
    comment: str
    resolved_by: str | None
    resolved_at: datetime | None
    created_at: datetime


class ResolveBody(BaseModel):
    """What is so. `output` is what the step gave, when it happened; the steps behind it go on with that."""

    model_config = ConfigDict(extra="forbid")
    answer: EffectAnswer
    output: Any = None
    comment: str = Field(default="", max_length=2_000)


class EffectUncertain(Event):
    """Somebody must look what became of a step; people are told after it is on disk."""

    topic: ClassVar[str] = "company.effect_uncertain"
    effect_id: str
