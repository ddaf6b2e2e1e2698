"""How far an agent's goals are met over the last 30 days.

Times are kept as counts in bins that grow by 4 %, so “within 300 seconds” is off by at most that much, and always to
the agent's disadvantage: only bins that end by then count.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Literal

from pydantic import BaseModel

from contracts.agents import AgentGoal, AgentInput

DAYS = 30
_SUMS = frozenset({"succeeded", "time_saved"})
_SHORTEST = 0.001
_GROWTH = math.log(1.04)


class GoalProgress(BaseModel):
    """A goal and where it stands. `basis` is how many runs or opinions that rests on; `series` is it by day, null where
    there were none; sums (`succeeded`, `time_saved`) grow along it. Null and `unknown` before anything was counted;
    `unknown` also for sums that an agent younger than that time has not reached yet."""

    goal: AgentGoal
    actual: float | None
    state: Literal["met", "missed", "unknown"]
    basis: int
    series: list[float | None]


@dataclass(frozen=True)
class Counted:
    """What was counted in some time."""

    runs: int = 0
    succeeded: int = 0
    failed: int = 0
    seconds: float = 0.0
    cost: float = 0.0
    approvals: int = 0
    approval_seconds: float = 0.0
    liked: int = 0
    disliked: int = 0
    times: Mapping[int, int] = field(default_factory=dict[int, int])


def bin_of(seconds: float) -> int:
    """The bin of a duration."""
    return math.ceil(math.log(seconds / _SHORTEST) / _GROWTH) if seconds > _SHORTEST else 0


def within(times: Mapping[int, int], seconds: float) -> int:
    """How many took no longer than that for sure."""
    last = math.floor(math.log(seconds / _SHORTEST) / _GROWTH + 1e-9) if seconds > _SHORTEST else 0
    return sum(count for number, count in times.items() if number <= last)


def days_until(today: date, days: int = DAYS) -> list[str]:
    """So many days up to this one, the first first."""
    return [(today - timedelta(days=back)).isoformat() for back in reversed(range(days))]


_Rows = Sequence[Mapping[str, Any]]


def counted(row: Mapping[str, Any] | None, times: _Rows, opinions: _Rows) -> Counted:
    """What these rows say: a day's or a sum of days, how long runs took, and opinions."""
    bins: dict[int, int] = {}
    for each in times:
        bins[each["bin"]] = bins.get(each["bin"], 0) + each["runs"]
    names = ("runs", "succeeded", "failed", "seconds", "cost", "approvals", "approval_seconds")
    sums: dict[str, Any] = {name: row[name] or 0 for name in names} if row else {}
    return Counted(
        **sums,
        liked=sum(each["opinions"] for each in opinions if each["liked"]),
        disliked=sum(each["opinions"] for each in opinions if not each["liked"]),
        times=bins,
    )


def added(all_of: Sequence[Counted]) -> Counted:
    """Several times as one."""
    bins: dict[int, int] = {}
    for each in all_of:
        for number, runs in each.times.items():
            bins[number] = bins.get(number, 0) + runs
    return Counted(
        runs=sum(each.runs for each in all_of),
        succeeded=sum(each.succeeded for each in all_of),
        failed=sum(each.failed for each in all_of),
        seconds=sum(each.seconds for each in all_of),
        cost=sum(each.cost for each in all_of),
        approvals=sum(each.approvals for each in all_of),
        approval_seconds=sum(each.approval_seconds for each in all_of),
        liked=sum(each.liked for each in all_of),
        disliked=sum(each.disliked for each in all_of),
        times=bins,
    )


def is_new(made: datetime, now: datetime) -> bool:
    """Whether an agent has not had all the time yet that its goals are measured over."""
    return now - made < timedelta(days=DAYS)


def progress(agent: AgentInput, days: Sequence[Counted], *, new: bool = False) -> list[GoalProgress]:
    """Where each goal stands; `days` are all of the time that counts, the first first, empty ones too.

    An agent that is `new` has not missed what takes all that time to add up.
    """
    total = added(days)
    return [_progress(goal, agent.minutes_saved_per_run, total, days, new=new) for goal in agent.goals]


def _progress(goal: AgentGoal, minutes: float, total: Counted, days: Sequence[Counted], *, new: bool) -> GoalProgress:
    actual, basis = _value(goal, minutes, total)
    series = [_value(goal, minutes, day)[0] for day in days]
    if goal.kind in _SUMS:
        series = [_value(goal, minutes, added(days[: number + 1]))[0] for number in range(len(days))]
    return GoalProgress(goal=goal, actual=actual, state=_state(goal, actual, new=new), basis=basis, series=series)


def _state(goal: AgentGoal, actual: float | None, *, new: bool) -> Literal["met", "missed", "unknown"]:
    if actual is None:
        return "unknown"
    reached = actual <= goal.target if goal.kind == "cost_per_run" else actual >= goal.target
    if reached:
        return "met"
    return "unknown" if new and goal.kind in _SUMS else "missed"


def _value(goal: AgentGoal, minutes: float, of: Counted) -> tuple[float | None, int]:
    """What a goal measures, and how many runs or opinions it rests on."""
    ended, opinions = of.succeeded + of.failed, of.liked + of.disliked
    match goal.kind:
        case "success_rate":
            return _share(of.succeeded, ended)
        case "within":
            return _share(within(of.times, goal.seconds or 0), ended)
        case "liked":
            return _share(of.liked, opinions)
        case "cost_per_run":
            return _share(of.cost, of.runs)
        case "succeeded":
            return (float(of.succeeded), of.runs) if of.runs else (None, 0)
        case "time_saved":
            return (of.succeeded * minutes / 60, of.runs) if of.runs else (None, 0)


def _share(part: float, whole: int) -> tuple[float | None, int]:
    return (part / whole, whole) if whole else (None, 0)
