"""What a machine remembers: where each step stands, the frames of loops, and why a run is closing."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from company_service.engine import events as e
from company_service.engine.plan import PlannedStep

StepStatus = Literal[
    "pending", "ready", "running", "waiting", "retrying", "entered", "succeeded", "failed", "skipped", "cancelled"
]
"""`entered`: a container, with iterations under way."""
OPEN: frozenset[StepStatus] = frozenset({"ready", "running", "waiting", "retrying", "entered"})
RESTING: frozenset[StepStatus] = frozenset({"waiting", "retrying", "entered"})
"""What can go on only through something else: a signal, time, a step inside."""


class Frame:
    """One iteration of a container (or the whole run): a set of steps of its own.

    `prefix` is what the keys of its steps begin with (`each[2]/`; nothing for the run), `outer` the frame around it.
    """

    __slots__ = (
        "closing", "container", "dropped", "index", "item", "open", "outer", "prefix",
        "previous", "problem", "results",
    )  # fmt: skip

    def __init__(
        self, prefix: str = "", outer: "Frame | None" = None, container: "StepState | None" = None, index: int = 0
    ) -> None:
        self.prefix = prefix
        self.outer = outer
        self.container = container
        self.index = index
        self.item: Any = None
        """Of a `for_each`: what this iteration is for."""
        self.previous: Any = None
        """Of a `repeat`: what the iteration before gave."""
        self.open = 0
        """How many of its steps are begun and not over."""
        self.results: dict[str, dict[str, Any]] = {}
        """What expressions see of its steps that are over, by id."""
        self.problem: e.Problem | None = None
        """The failure inside it that nobody handled."""
        self.closing = False
        """Nothing in it starts any more."""
        self.dropped = False
        """It was closed from outside: nobody asks what it gives."""


class Loop:
    """The iterations of a container that is entered."""

    __slots__ = ("count", "errors", "frames", "items", "last", "met", "mode", "next", "outputs", "parallel", "problem")

    def __init__(self, settings: dict[str, Any], items: Any) -> None:
        self.count: int = settings["count"]
        """How many iterations there are at most."""
        self.parallel: int = settings.get("parallel", 1)
        self.mode: str = settings.get("mode", "stop")
        self.items: list[Any] | None = items
        self.next = 0
        self.frames: dict[int, Frame] = {}
        self.outputs: dict[int, Any] = {}
        self.errors: list[dict[str, Any]] = []
        self.last: Any = None
        """The output of the iteration that ended last."""
        self.met = False
        """The condition of a `repeat` came true."""
        self.problem: e.Problem | None = None


class StepState:
    """Where one step stands."""

    __slots__ = (
        "attempt", "before", "effect", "frame", "left", "loop", "planned", "recoveries", "repeatable", "signal",
        "status", "taken", "until", "waited",
    )  # fmt: skip

    def __init__(self, planned: PlannedStep, frame: Frame) -> None:
        self.planned = planned
        self.frame = frame
        self.status: StepStatus = "pending"
        self.attempt = 0
        self.left = planned.incoming
        self.taken = 0
        self.effect = "none"
        self.repeatable = False
        self.recoveries = 0
        self.until: datetime | None = None
        self.waited: e.StepWaiting | None = None
        self.signal: e.StepSignalled | None = None
        self.before: tuple[e.StepWaiting | None, e.StepSignalled | None] = (None, None)
        """What it waited for, and the answer, before somebody had to say what became of it."""
        self.loop: Loop | None = None

    @property
    def may_be_repeated(self) -> bool:
        """Whether a try that was cut short may be made again without asking anybody."""
        return self.effect != "effect" or self.repeatable


@dataclass(frozen=True, slots=True)
class Closing:
    """How a run ends once what is under way is over."""

    status: e.Status
    output: Any = None
    has_output: bool = False
    error: e.Problem | None = None
