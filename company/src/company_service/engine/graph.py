"""A workflow's graph as data: steps, edges, input, output. Strict about what it knows, deaf to `layout`.

Reading a graph (`read_graph`) says what is malformed; whether it makes sense is `validation`'s question.
"""

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal

import orjson
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from company_service.engine.annotations import Group, Groups, Note, Notes
from company_service.engine.steps import SUCCESS, Effect
from kernel.problems import FieldError, InvalidRequest

MAX_STEPS = 5_000
MAX_EDGES = 20_000
MAX_BYTES = 4 * 1024 * 1024
MAX_DEPTH = 40
MAX_RETRIES = 100
LONGEST_PAUSE = 3600.0

_DURATION = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h|d)")
_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}


def seconds(text: str) -> float:
    """A length of time such as `500ms`, `2s`, `1.5m`, `24h` or `7d`, in seconds. Raises `ValueError`."""
    found = _DURATION.fullmatch(text.strip())
    if not found:
        raise ValueError("write a length of time such as 30s, 5m, 24h or 7d")
    return float(found[1]) * _SECONDS[found[2]]


def _check_duration(text: str) -> str:
    seconds(text)
    return text


Duration = Annotated[str, Field(max_length=20), AfterValidator(_check_duration)]
StepId = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,63}$")]
"""A step's id is how expressions name it, hence its shape."""


class InvalidGraph(InvalidRequest):
    """What was sent is not a workflow's graph."""

    title = "This workflow cannot be read"


class _Part(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, populate_by_name=True)


class Retry(_Part):
    """How often a failed step is tried again (`max`), and how long to pause before.

    The pause is `backoff`, and `factor` times as long each time, up to `max_backoff`; `jitter` is the share of it by
    which it may be longer or shorter. `on` names what is worth another try: types of problems (`unavailable`), statuses
    (`409`) or classes of them (`5xx`).
    """

    max: int = Field(ge=0, le=MAX_RETRIES)
    backoff: Duration = "2s"
    factor: float = Field(default=2.0, ge=1.0, le=10.0)
    max_backoff: Duration = "1h"
    jitter: float = Field(default=0.1, ge=0.0, le=1.0)
    on: list[Annotated[str, Field(pattern=r"^([1-5]xx|[1-5]\d\d|(/problems/)?[a-z][a-z0-9-]*)$")]] | None = Field(
        default=None, min_length=1, max_length=20
    )


class Undo(_Part):
    """What undoes a step that is done: a step of its own, without a place in the graph. `settings` is its `with`."""

    type: str = Field(min_length=1, max_length=80)
    settings: dict[str, Any] = Field(default_factory=dict[str, Any], alias="with")
    retry: Retry | None = None
    timeout: Duration | None = None
    effect: Effect | None = None


class Pinned(_Part):
    """What stands for a step's answer while its workflow is tried: its output, and the way it is left by."""

    output: Any = None
    port: str = Field(default=SUCCESS, min_length=1, max_length=100)


class Step(_Part):
    """One step. `settings` is its `with`; `inside` (its `in`) is the container it stands in, if any.

    `default` stands in for the output of a step that failed for good. Null is a default too; absent is none.
    A `pinned` step is not tried (a published version has none). A `disabled` one is passed over: skipped without its
    effect, and what follows it goes on.
    """

    id: StepId
    type: str = Field(min_length=1, max_length=80)
    name: str = Field(default="", max_length=200)
    settings: dict[str, Any] = Field(default_factory=dict[str, Any], alias="with")
    retry: Retry | None = None
    timeout: Duration | None = None
    effect: Effect | None = None
    join: Literal["all", "any"] | Annotated[int, Field(ge=1)] = "all"
    inside: StepId | None = Field(default=None, alias="in")
    default: Any = None
    undo: Undo | None = None
    pinned: Pinned | None = None
    disabled: bool = False

    @property
    def has_default(self) -> bool:
        """Whether something stands in for its output when it fails."""
        return "default" in self.model_fields_set

    @property
    def title(self) -> str:
        """The name people gave it, or its id."""
        return self.name or self.id


class Edge(_Part):
    """A way from one step to the next. Without a port (or with `success`) it is taken whenever the step succeeds."""

    source: StepId = Field(alias="from")
    port: str = Field(default=SUCCESS, min_length=1, max_length=100)
    target: StepId = Field(alias="to")


class Graph(_Part):
    """A workflow: what it takes, its steps, how they follow each other, what it answers, how long it may take.

    `notes` and `groups` are for those who read it; they never reach a plan.
    """

    input: dict[str, Any] = Field(default_factory=dict[str, Any])
    steps: list[Step] = Field(max_length=MAX_STEPS)
    edges: list[Edge] = Field(default_factory=list[Edge], max_length=MAX_EDGES)
    output: Any = None
    timeout: Duration | None = None
    layout: Any = None
    notes: Notes = Field(default_factory=list[Note])
    groups: Groups = Field(default_factory=list[Group])


def depth(value: Any) -> int:
    """How deep a JSON value is nested, counted no further than `MAX_DEPTH` + 1."""
    level = 0
    row: list[Any] = [value]
    while row and level <= MAX_DEPTH:
        level += 1
        row = [
            item
            for each in row
            if isinstance(each, dict | list)
            for item in (each.values() if isinstance(each, dict) else each)  # pyright: ignore[reportUnknownVariableType] - any JSON
        ]
    return level


def read_graph(data: Any) -> Graph:
    """Read a graph from JSON data. Raises `InvalidGraph` with a JSON Pointer for each thing that is malformed."""
    if not isinstance(data, Mapping):
        raise InvalidGraph("A graph is a JSON object with steps and edges.", errors=[FieldError("", "not an object")])
    if depth(data) > MAX_DEPTH:
        raise InvalidGraph(f"This is nested too deeply (more than {MAX_DEPTH} levels).")
    try:
        size = len(orjson.dumps(data))
    except TypeError as error:
        raise InvalidGraph("This is not JSON data.") from error
    if size > MAX_BYTES:
        raise InvalidGraph(f"This is {size // 1024:,} KB; a workflow may have {MAX_BYTES // 1024:,} KB.")
    try:
        return Graph.model_validate(data)
    except ValidationError as error:
        errors = [FieldError(_pointer(each["loc"]), each["msg"]) for each in error.errors(include_url=False)[:50]]
        raise InvalidGraph("Some parts of this workflow are not as they should be.", errors=errors) from error


def _pointer(where: tuple[int | str, ...]) -> str:
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in where)
