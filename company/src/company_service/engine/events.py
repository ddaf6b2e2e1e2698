"""What can happen in a run: the closed list of transitions that the journal keeps and the machine understands.

An event has at most one value of any size (`value`: an input, an output, a signal's payload); everything else in it is
small. What follows from an event by the graph alone (a skipped step, a withdrawn approval) is not journaled.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, ClassVar, Literal

Status = Literal["succeeded", "failed", "cancelled"]
RUN = "~run"
"""The key of a timer that is the run's own: the moment by which it must have ended."""
UNCERTAIN, UNDO_FAILED = "uncertain", "undo"
BY_A_PERSON = frozenset({UNCERTAIN, UNDO_FAILED})
"""Kinds of waiting that a person ends by saying what became of the step: an effect cut short, an undo that failed."""
SUBWORKFLOW = "subworkflow"
"""The kind of waiting for another run, whose id is the `reference`."""
Problem = dict[str, Any]
"""A problem document (RFC 9457)."""


@dataclass(frozen=True, slots=True)
class RunStarted:
    """A run was accepted. `value` is its input; `facts` may name the `held` answers it was begun with (see `again`)."""

    kind: ClassVar[str] = "run.started"
    at: datetime
    value: Any = None
    facts: dict[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True)
class StepStarted:
    """A try of a step is about to be made: the intent. `value` is the step's input.

    Of a container `loop` says how it goes round: `{"count": at most so many times, "parallel", "mode"}`.
    """

    kind: ClassVar[str] = "step.started"
    at: datetime
    step: str
    attempt: int
    value: Any = None
    effect: str = "none"
    repeatable: bool = False
    loop: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class StepSucceeded:
    """A step is done. `value` is its output; `ends` is set when it ends the whole run, `error` with it.

    With `defaulted` it failed for good (`error`), and `value` is the default that stands in for its output.
    """

    kind: ClassVar[str] = "step.succeeded"
    at: datetime
    step: str
    attempt: int
    value: Any = None
    port: str = "success"
    cost: float = 0.0
    answered_by: dict[str, Any] | None = None
    ends: Literal["succeeded", "failed"] | None = None
    error: Problem | None = None
    defaulted: bool = False
    reused_from: str | None = None
    """The run that had this answer: nothing was done for it here."""


@dataclass(frozen=True, slots=True)
class StepFailed:
    """A try of a step failed; with `retry_at`, another is made then."""

    kind: ClassVar[str] = "step.failed"
    at: datetime
    step: str
    attempt: int
    error: Problem
    retry_at: datetime | None = None
    reused_from: str | None = None


@dataclass(frozen=True, slots=True)
class StepWaiting:
    """A step waits for a signal, or until a moment. `value` is what it wants to see again (`Waits.detail`)."""

    kind: ClassVar[str] = "step.waiting"
    at: datetime
    step: str
    attempt: int
    value: Any
    waits_for: dict[str, Any]
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class StepSignalled:
    """What a step waited for is there. `value` is the payload."""

    kind: ClassVar[str] = "step.signalled"
    at: datetime
    step: str
    attempt: int
    value: Any = None
    signal: Literal["signal", "due"] = "signal"
    by: str | None = None


@dataclass(frozen=True, slots=True)
class RetryDue:
    """The pause before another try is over."""

    kind: ClassVar[str] = "step.retry_due"
    at: datetime
    step: str
    attempt: int


@dataclass(frozen=True, slots=True)
class StepRecovered:
    """A step was found begun and unfinished after a crash, and is asked for again."""

    kind: ClassVar[str] = "step.recovered"
    at: datetime
    step: str
    attempt: int


@dataclass(frozen=True, slots=True)
class StepCancelled:
    """A step under way was broken off, because the run was cancelled."""

    kind: ClassVar[str] = "step.cancelled"
    at: datetime
    step: str
    attempt: int


@dataclass(frozen=True, slots=True)
class IterationEnded:
    """An iteration of the container `step` is over. `value` is what it gave, or `error` why it failed.

    `done` ends a `repeat`: its condition is met.
    """

    kind: ClassVar[str] = "iteration.ended"
    at: datetime
    step: str
    attempt: int
    value: Any = None
    index: int = 0
    error: Problem | None = None
    done: bool = False


@dataclass(frozen=True, slots=True)
class RunTimedOut:
    """The run took longer than its workflow allows."""

    kind: ClassVar[str] = "run.timed_out"
    at: datetime
    error: Problem


@dataclass(frozen=True, slots=True)
class RunCompensating:
    """The run did not succeed: what it did is being undone, the last thing first."""

    kind: ClassVar[str] = "run.compensating"
    at: datetime


@dataclass(frozen=True, slots=True)
class CancelRequested:
    """Somebody wants the run to stop."""

    kind: ClassVar[str] = "run.cancel_requested"
    at: datetime
    by: str | None = None


@dataclass(frozen=True, slots=True)
class RunEnded:
    """The run is over. `value` is its output."""

    kind: ClassVar[str] = "run.ended"
    at: datetime
    status: Status
    value: Any = None
    error: Problem | None = None


StepEvent = (
    StepStarted | StepSucceeded | StepFailed | StepWaiting | StepSignalled | RetryDue | StepRecovered | StepCancelled
    | IterationEnded
)  # fmt: skip
Event = RunStarted | StepEvent | CancelRequested | RunTimedOut | RunCompensating | RunEnded
KINDS: dict[str, type[Event]] = {
    each.kind: each
    for each in (
        RunStarted, StepStarted, StepSucceeded, StepFailed, StepWaiting, StepSignalled, RetryDue, StepRecovered,
        StepCancelled, IterationEnded, CancelRequested, RunTimedOut, RunCompensating, RunEnded,
    )
}  # fmt: skip

_TIMES = {"retry_at", "until"}
_APART = {"at", "step", "attempt", "value"}
_FIELDS: dict[str, tuple[tuple[str, Any], ...]] = {
    kind: tuple((each.name, each.default) for each in event.__dataclass_fields__.values() if each.name not in _APART)
    for kind, event in KINDS.items()
}


def stamp(moment: datetime) -> str:
    """A moment as ISO 8601 with microseconds, in UTC."""
    return moment.astimezone(UTC).isoformat("T", "microseconds")[:26] + "Z"


def facts_of(event: Event) -> dict[str, Any]:
    """What of an event has no column of its own, as JSON data; what is at its default is left out."""
    facts: dict[str, Any] = {}
    for name, default in _FIELDS[event.kind]:
        value = getattr(event, name)
        if value != default:
            facts[name] = stamp(value) if isinstance(value, datetime) else value
    return facts


def rebuild(kind: str, at: datetime, step: str | None, attempt: int, facts: dict[str, Any], value: Any) -> Event:
    """The event that `facts_of` took apart."""
    known: dict[str, Any] = {
        name: datetime.fromisoformat(each) if name in _TIMES and each else each for name, each in facts.items()
    }
    event: Any = KINDS[kind]
    if "value" in event.__dataclass_fields__:
        known["value"] = value
    if step:
        known |= {"step": step, "attempt": attempt}
    return event(at=at, **known)
