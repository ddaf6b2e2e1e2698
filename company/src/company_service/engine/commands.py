"""What the machine asks its driver to do: each is done at once or, when it takes time, comes back as an event."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from company_service.engine import events as e


@dataclass(frozen=True, slots=True)
class Start:
    """Work out the step's input, journal the intent, and try it."""

    step: str
    attempt: int


@dataclass(frozen=True, slots=True)
class Continue:
    """A step that is begun must be asked (again): it was signalled, or a crash left it unfinished."""

    step: str
    attempt: int


@dataclass(frozen=True, slots=True)
class Settle:
    """A person said what became of a step: journal it, or try it again. `told` is what the person was asked with."""

    step: str
    attempt: int
    answer: Any
    told: Any


@dataclass(frozen=True, slots=True)
class Wake:
    """Come back to this step (or to the run, see `events.RUN`) at this moment."""

    step: str
    attempt: int
    due: datetime


@dataclass(frozen=True, slots=True)
class Skip:
    """The step is passed over."""

    step: str


@dataclass(frozen=True, slots=True)
class Withdraw:
    """The step waits no longer: what it stands in is closing. `child` is the run it waited for, if any."""

    step: str
    child: str | None = None


@dataclass(frozen=True, slots=True)
class Abort:
    """Break off what the step is doing."""

    step: str
    attempt: int


@dataclass(frozen=True, slots=True)
class EndIteration:
    """All steps of an iteration are over: work out what it gives, and journal its end."""

    step: str
    index: int


@dataclass(frozen=True, slots=True)
class Complete:
    """All iterations of a container are over: put its output together, and journal its end."""

    step: str
    attempt: int


@dataclass(frozen=True, slots=True)
class Compensate:
    """The run did not succeed, and some of what it did can be undone: journal that this begins."""


@dataclass(frozen=True, slots=True)
class Finish:
    """Nothing is left to do: work out the output and journal the end."""

    status: e.Status
    output: Any
    has_output: bool
    error: e.Problem | None


Command = (
    Start | Continue | Settle | Wake | Skip | Withdraw | Abort | EndIteration | Complete | Compensate | Finish
)  # fmt: skip
