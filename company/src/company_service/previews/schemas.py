"""What the outside sends and sees of what is known of a workflow's steps."""

from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from company_service.engine.graph import StepId
from company_service.runs.schemas import StepRunView


class KnownStep(BaseModel):
    """What became of a step in the newest run that came to it. `cut`: its values are too large for this list."""

    run_id: str
    trigger: str
    cut: bool
    step: StepRunView


class KnownData(BaseModel):
    """What is known of a workflow's steps. A step that failed last is there with its last success as well.

    `input` is that of the newest run, `input_run` says which.
    """

    input: Any
    input_run: str | None
    steps: list[KnownStep]


class ScopeData(BaseModel):
    """What stands for what runs found: the workflow's `input`, and the outputs of `steps` by id."""

    model_config = ConfigDict(extra="forbid")
    input: Any = None
    steps: dict[StepId, Any] = Field(default_factory=dict[StepId, Any], max_length=200)


class EvaluateBody(BaseModel):
    """A text with `{{ … }}` in it, or an `expression` by itself, to be worked out as a setting of `step` would be.

    What it names is taken from `data`, else from the run `run_id`, else from the newest run that has it.
    """

    model_config = ConfigDict(extra="forbid")
    template: str | None = Field(default=None, max_length=20_000)
    expression: str | None = Field(default=None, max_length=20_000)
    step: StepId | None = None
    run_id: str | None = Field(default=None, max_length=40)
    data: ScopeData | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.template is None) == (self.expression is None):
            raise ValueError("send either a template or an expression")
        return self


class Evaluation(BaseModel):
    """What came out: a `value` of some `kind`; an `error` in words, with its place (characters from 0); or `no_data`.

    A value too large to show is `cut`: a text with its beginning. `missing` names what nothing is known of: ids of
    steps, `input`, or what only loops have (`item`).
    """

    status: Literal["value", "error", "no_data"]
    value: Any
    kind: str
    cut: bool
    message: str
    position: int | None
    missing: list[str]
