"""When a circuit opens, lets one try through, and closes. Pure: the moment is handed in, a new state comes out.

A circuit is *closed* while all is well. So many failures in a row, all within a window, *open* it: nothing is tried for
a pause. Then it is *half open*: one try is let through, and what becomes of it decides. A success closes the circuit; a
failure opens it again, for twice as long each time.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, assert_never


@dataclass(frozen=True, slots=True)
class Policy:
    """`failures` in a row within `window` open a circuit for `pause`, later for up to `longest_pause`."""

    failures: int = 10
    window: timedelta = timedelta(minutes=1)
    pause: timedelta = timedelta(seconds=30)
    longest_pause: timedelta = timedelta(minutes=5)
    trial: timedelta = timedelta(minutes=2)
    """So long the one try of a half-open circuit may take: then it is taken for lost, and another is let through."""


@dataclass(frozen=True, slots=True)
class Closed:
    """Everything is tried. `failed`: when it failed since the last success, as far as that matters."""

    failed: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class Open:
    """Nothing is tried before `until`. `times`: it opened so many times since it was last closed."""

    until: datetime
    times: int


@dataclass(frozen=True, slots=True)
class HalfOpen:
    """The try number `trial` is under way and has until `until`."""

    until: datetime
    times: int
    trial: int


Circuit = Closed | Open | HalfOpen
Outcome = Literal["success", "failure", "unknown"]
"""Unknown: it was broken off, or never reached the other system."""


@dataclass(frozen=True, slots=True)
class Try:
    """Leave to try. `trial` is set when it is the one that decides."""

    trial: int | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """No leave to try before `until`."""

    until: datetime


def ask(circuit: Circuit, now: datetime, policy: Policy) -> tuple[Circuit, Try | Refused]:
    """Whether another try may be made, and the state from here on."""
    match circuit:
        case Closed():
            return circuit, Try()
        case Open(until, times):
            if now < until:
                return circuit, Refused(until)
            return HalfOpen(now + policy.trial, times, 1), Try(1)
        case HalfOpen(until, times, trial):
            if now < until:
                return circuit, Refused(min(until, now + policy.pause))
            return HalfOpen(now + policy.trial, times, trial + 1), Try(trial + 1)
        case _:
            assert_never(circuit)


def told(circuit: Circuit, tried: Try, outcome: Outcome, now: datetime, policy: Policy) -> Circuit:
    """The state after a try ended. What was begun before the circuit opened decides nothing any more."""
    match circuit:
        case Closed(failed):
            return _closed(failed, outcome, now, policy) if tried.trial is None else circuit
        case Open():
            return circuit
        case HalfOpen(_, times, trial):
            return _after_trial(times, outcome, now, policy) if tried.trial == trial else circuit
        case _:
            assert_never(circuit)


def _closed(failed: tuple[datetime, ...], outcome: Outcome, now: datetime, policy: Policy) -> Circuit:
    if outcome == "success":
        return Closed()
    if outcome == "unknown":
        return Closed(failed)
    recent = (*(moment for moment in failed if moment > now - policy.window), now)
    return Open(now + policy.pause, 1) if len(recent) >= policy.failures else Closed(recent)


def _after_trial(times: int, outcome: Outcome, now: datetime, policy: Policy) -> Circuit:
    if outcome == "success":
        return Closed()
    if outcome == "unknown":
        return Open(now, times)  # the next one decides
    pause = min(policy.longest_pause, policy.pause * 2 ** min(times, 16))
    return Open(now + pause, times + 1)


def is_idle(circuit: Circuit, now: datetime, policy: Policy) -> bool:
    """Whether nothing would change if the circuit were forgotten."""
    return isinstance(circuit, Closed) and not any(moment > now - policy.window for moment in circuit.failed)
