"""What a step type is: the protocol between the engine and everything a workflow can do.

A step type describes itself (`StepInfo`: what the builder shows and validation checks) and runs (`StepType.run`).
The engine hands it a `StepCall` and takes back one of three answers:

* `StepResult`: done; the output, the port to leave by, what it cost. The output is in the journal, on disk, before the
  next step starts.
* `Waits`: not done; the run holds nothing in memory until a signal comes (`Engine.signal`) or `until` has passed. Then
  `run` is called again, with `call.signal` set and everything else as before.
* `EndsRun`: the whole run ends here (`stop`, `fail`).

To fail, raise a `kernel.problems.Problem`. Statuses 408, 429, 502, 503 and 504 are worth another try (as often as the
step's `retry` says; `retry_after` is honoured), others are not. An effect that *may* have happened is told by raising
`UncertainEffect`: it is never silently repeated.

Effects. `info.effect` (or `effect_of`, when it depends on the input) says what running a step twice would mean:
`none` and `read` and `idempotent` steps are run again after a crash; an `effect` is not, unless `repeatable` says that
the system it calls honours `call.idempotency_key`, which stays the same over tries, crashes and machines.

Own database effects: put them into `StepResult.write` or `Waits.write`; they commit with the journal entry, in the same
transaction, exactly once. They must be quick, and call nothing remote.
"""

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal, Protocol

from contracts import ids
from kernel.db import Tx
from kernel.problems import Problem

Effect = Literal["none", "read", "idempotent", "effect"]
Category = Literal["ai", "logic", "people", "data", "app"]
Write = Callable[[Tx], Awaitable[None]]

TEST = "test"
"""The trigger of a run that only tries a draft."""
DEADLINE = "deadline"
"""What a try is cancelled with when its time is over (`asyncio.CancelledError.args`)."""
SUCCESS = "success"
ERROR = "error"
"""The port of a step that failed; every step type has it."""


class UncertainEffect(Problem):
    """An effect may have happened, or not: nobody can tell from here, so it is not repeated by itself."""

    status = 409
    title = "It is not certain whether this happened"


@dataclass(frozen=True, slots=True)
class Port:
    """A way out of a step, besides `error`."""

    name: str
    label: str


@dataclass(frozen=True, slots=True)
class DynamicPorts:
    """Ports that the step's own settings name.

    `source` is a path into the step: `with.choices[]` (each item is a port) or `with.cases[].port`. `plus` are ports it
    has besides. `renamed_by` is a path whose text, when there is one, stands instead of `plus` (`with.otherwise`).
    """

    source: str
    plus: tuple[str, ...] = ()
    renamed_by: str | None = None


@dataclass(frozen=True, slots=True)
class EffectBy:
    """An effect class that one setting decides: these of its `values` have their own, all others that of the type.

    `default` stands for a setting that is not given.
    """

    setting: str
    default: str
    values: Mapping[str, Effect]


@dataclass(frozen=True, slots=True)
class StepInfo:
    """What a step type tells about itself. The builder hard-codes none of it.

    `input_schema` is the JSON Schema of `with`; a property's `x-ui` has `widget` (text, textarea, expression, labels,
    fields, cases, keyvalue, select, people, number, switch, code), `label`, `help`, `placeholder`. A property with
    `"x-expression": true` holds the bare source of an expression, which the step evaluates itself (`call.evaluate`).
    """

    type: str
    name: str
    description: str
    category: Category
    icon: str
    effect: Effect
    input_schema: Mapping[str, Any]
    output_schema: Mapping[str, Any] = field(default_factory=dict[str, Any])
    ports: tuple[Port, ...] = (Port(SUCCESS, "Then"),)
    dynamic_ports: DynamicPorts | None = None
    timeout: float = 600.0
    """Seconds one try may take, unless the step says otherwise. Waiting does not count."""
    effect_by: EffectBy | None = None
    own_pool: bool = False
    """Its tries wait for workers of their own, so they take no place of other steps (`Options.max_steps`)."""
    container: bool = False
    """Other steps stand in it: their `in` is its id."""
    hidden: bool = False
    """Part of another step type: nobody can draw it."""

    @property
    def tool(self) -> bool:
        """Whether agents may be given it as a tool: it does something in the world, or finds something out there."""
        is_agent = self.type.startswith("agent.")
        return not is_agent and (self.category in {"ai", "data", "app"} or self.type == "notify")

    def document(self) -> dict[str, Any]:
        """As `GET /step-types` shows it."""
        shown: dict[str, Any] = {
            "type": self.type,
            "name": self.name,
            "description": self.description,
            "category": self.category,
            "icon": self.icon,
            "effect": self.effect,
            "effect_by": None,
            "input_schema": dict(self.input_schema),
            "output_schema": dict(self.output_schema),
            "ports": [{"name": port.name, "label": port.label} for port in self.ports],
            "dynamic_ports": None,
            "container": self.container,
            "tool": self.tool,
        }
        if self.effect_by:
            by = self.effect_by
            shown["effect_by"] = {"setting": by.setting, "default": by.default, "values": dict(by.values)}
        if self.dynamic_ports:
            ports = self.dynamic_ports
            shown["dynamic_ports"] = {"from": ports.source, "plus": list(ports.plus), "renamed_by": ports.renamed_by}
        return shown


@dataclass(frozen=True, slots=True)
class RunInfo:
    """The run a step belongs to. Expressions see it as `run`."""

    id: str
    company_id: str
    workflow_id: str
    workflow_name: str
    version: int
    agent_id: str | None
    trigger: str
    started_by: str | None
    started_at: datetime
    trigger_id: str | None = None
    depth: int = 0
    parent_run_id: str | None = None
    """The run that started this one as one of its steps, and which step (`parent_step`) waits for its end."""
    parent_step: str | None = None
    origin_run_id: str | None = None

    @property
    def key_id(self) -> str | None:
        """The API key that started the run, which then stands where else a trigger does."""
        of_key = (self.trigger_id or "").startswith(f"{ids.API_KEY}_")
        return self.trigger_id if of_key else None

    """The run whose answers this one was begun with."""


@dataclass(frozen=True, slots=True)
class ChildRun:
    """A run that a step wants: which version of which workflow, on what."""

    workflow_id: str
    workflow_name: str
    version: int
    agent_id: str | None
    graph: Mapping[str, Any]
    input: Any


class Runs(Protocol):
    """What a step may ask of the engine that runs it."""

    @property
    def patience(self) -> timedelta | None:
        """After so long a step looks by itself whether its child has ended; None: it is sure to hear of it.

        Where our tables are a projection, a child's end may be known there before its parent's wait is.
        """
        ...

    async def start_child(self, call: "StepCall", child: ChildRun) -> str:
        """Start a run for this try of a step, once however often it is asked; answers its id. It is on disk then.

        Raises `InvalidInput`, `TooDeep`, `NotStarted`.
        """
        ...

    async def end_of_child(self, company_id: str, run_id: str) -> Mapping[str, Any] | None:
        """`{status, output, error, cost}` of a run that has ended, else None. Raises `NotFound`."""
        ...

    async def tell_if_ended(self, tx: Tx, call: "StepCall", child_id: str) -> None:
        """To be written with a step's wait for a child: should the child have ended meanwhile, the step hears of it."""
        ...


@dataclass(frozen=True, slots=True)
class Signal:
    """What a waiting step was waiting for. `kind` is `signal`, or `due` when `until` has passed."""

    kind: Literal["signal", "due"]
    payload: Any
    by: str | None
    at: datetime


class PayloadReader(Protocol):
    """Large values and uploaded files of a company, by their SHA-256."""

    async def put(self, company_id: str, data: bytes) -> str:
        """Keep the bytes; answers their hash."""
        ...

    async def get(self, company_id: str, digest: str) -> bytes:
        """The bytes, or `NotFound`."""
        ...


@dataclass(frozen=True, slots=True)
class StepCall:
    """One try of one step.

    `input` is the step's `with`, its `{{ … }}` replaced by values, checked against `input_schema`. `attempt` counts
    from 1. `waited` is the `detail` of the `Waits` that this call continues, or None.
    """

    run: RunInfo
    step: str
    name: str
    input: Mapping[str, Any]
    attempt: int
    idempotency_key: str
    at: datetime
    payloads: PayloadReader
    begun: datetime
    """When the step was first tried, as journaled: the same after a crash, which `at` is not."""
    evaluate: Callable[[str, str], Any]
    """`evaluate(source, field)`: the value of a bare expression; `field` is named when it cannot be had."""
    runs: Runs
    signal: Signal | None = None
    waited: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class StepResult:
    """A step is done. `output` is JSON data; `answered_by` says which model did it: {provider, model, method, note}."""

    output: Any = None
    port: str = SUCCESS
    cost: float = 0.0
    answered_by: Mapping[str, Any] | None = None
    write: Write | None = None


@dataclass(frozen=True, slots=True)
class Waits:
    """A step goes on when somebody or something says so. `title` is shown as what the run waits for.

    `kind` is for instance `approval`; `reference` the id of what is waited for. `detail` is JSON data
    that comes back in `call.waited`.
    """

    kind: str
    title: str
    reference: str | None = None
    detail: Mapping[str, Any] = field(default_factory=dict[str, Any])
    until: datetime | None = None
    write: Write | None = None


@dataclass(frozen=True, slots=True)
class EndsRun:
    """The whole run ends here, as succeeded (with `output`, or the workflow's own) or as failed (with `message`)."""

    status: Literal["succeeded", "failed"]
    output: Any = None
    message: str = ""


Answer = StepResult | Waits | EndsRun


class StepType(ABC):
    """Something a workflow can do. One object serves all runs: it keeps nothing about any of them."""

    info: StepInfo

    @abstractmethod
    async def run(self, call: StepCall) -> Answer:
        """Do one try. See the module for the contract."""

    def effect_of(self, settings: Mapping[str, Any]) -> Effect:
        """The effect class with these settings (`with`, before or after its expressions are replaced)."""
        by = self.info.effect_by
        return by.values.get(str(settings.get(by.setting, by.default)), self.info.effect) if by else self.info.effect

    def repeatable(self, settings: Mapping[str, Any]) -> bool:
        """Whether what is called honours the idempotency key, so that an `effect` cut short may be asked for again."""
        return False

    def check(self, settings: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
        """What is wrong with `with` beyond its JSON Schema: (JSON Pointer inside `with`, message)."""
        return ()


class PureStepType(StepType):
    """A step that only computes: its answer is journaled together with what caused it, at no extra commit."""

    @abstractmethod
    def compute(self, call: StepCall) -> StepResult | EndsRun:
        """The answer, at once. Raises a `Problem` to fail."""

    async def run(self, call: StepCall) -> Answer:
        """As `compute`."""
        return self.compute(call)


class ContainerType(StepType):
    """A step with steps inside it. The engine itself goes round; a container only says what it is and what it takes."""

    async def run(self, call: StepCall) -> Answer:
        """Nobody asks a container: it is entered. Raises `Problem`, should somebody do."""
        raise Problem(f"{call.name} has steps inside; it does nothing by itself.")
