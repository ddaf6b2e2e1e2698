"""How an agent does, and why one thinks so; and when it has to pause by itself."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Literal

from pydantic import BaseModel

from agents_service.metrics.rules.goals import GoalProgress
from contracts.agents import AgentInput, AgentStatus

PauseCause = Literal["person", "budget", "failures"]
REMEMBERED = 100
"""How many of the last runs are looked at, at most."""
_ENOUGH = 5
_LOOKED_AT = 20
_BAD, _WORRYING = 0.5, 0.2
_CLOSE = 0.8
_MANY_WAIT = 10


class AgentPause(BaseModel):
    """Why an agent is paused: by a person, its spent budget (USD), or too many failures. `until` is when it goes on."""

    cause: PauseCause
    at: datetime
    by: str
    figures: dict[str, float]
    until: datetime | None


class HealthReason(BaseModel):
    """One thing that speaks for a state: `goal` is the number of the agent's goal where one is meant."""

    code: Literal[
        "paused_budget", "paused_failures", "paused_person", "not_working", "few_runs", "failing", "goal_missed",
        "budget_close", "many_wait", "all_well",
    ]  # fmt: skip
    figures: dict[str, float]
    goal: int | None


class AgentHealth(BaseModel):
    """How an agent does, with every reason, the weightiest first."""

    state: Literal["well", "watch", "unwell", "resting", "unknown"]
    reasons: list[HealthReason]


def month_of(day: datetime) -> str:
    """The first day of a month."""
    return f"{day:%Y-%m}-01"


def next_month(now: datetime) -> datetime:
    """When a month's budget renews."""
    return datetime(now.year + now.month // 12, now.month % 12 + 1, 1, tzinfo=UTC)


def is_spent(agent: AgentInput, spent: float) -> bool:
    """Whether the month's budget is used up."""
    limit = agent.budget.monthly_usd
    return limit is not None and spent > 0 and spent >= limit


def remembered(recent: str, more: str) -> str:
    """How the last runs ended, with those that ended now."""
    return (recent + more)[-REMEMBERED:]


def why_pause(agent: AgentInput, spent: float, recent: str, now: datetime) -> AgentPause | None:
    """Whether an agent at work has to stop, and why."""
    limit = agent.budget.monthly_usd
    if limit is not None and is_spent(agent, spent):
        figures = {"spent": round(spent, 6), "limit": limit}
        return AgentPause(cause="budget", at=now, by="", figures=figures, until=next_month(now))
    most, last = agent.limits.failure_rate, recent[-agent.limits.of_last :]
    if most is None or len(last) < agent.limits.of_last:
        return None
    failed = last.count("f")
    if failed / len(last) <= most:
        return None
    return AgentPause(
        cause="failures", at=now, by="", figures={"failed": failed, "of": len(last), "limit": most}, until=None
    )


def health(
    agent: AgentInput, status: AgentStatus, pause: AgentPause | None, *, recent: str, spent: float, waiting: int,
    goals: Sequence[GoalProgress],
) -> AgentHealth:  # fmt: skip
    """How the agent does. One that does not work is resting, unless it had to stop by itself."""
    if status == "paused" and pause is not None and pause.cause != "person":
        code: Literal["paused_budget", "paused_failures"] = (
            "paused_budget" if pause.cause == "budget" else "paused_failures"
        )
        return AgentHealth(state="unwell", reasons=[HealthReason(code=code, figures=pause.figures, goal=None)])
    if status != "active":
        code_of: Mapping[str, Literal["paused_person", "not_working"]] = {"paused": "paused_person"}
        return AgentHealth(
            state="resting", reasons=[HealthReason(code=code_of.get(status, "not_working"), figures={}, goal=None)]
        )
    bad, worrying = _failing(recent)
    reasons = [*bad, *worrying, *_missed(goals), *_close(agent, spent), *_waiting(waiting)]
    if bad:
        return AgentHealth(state="unwell", reasons=reasons)
    if reasons:
        return AgentHealth(state="watch", reasons=reasons)
    if len(recent) < _ENOUGH:
        return AgentHealth(
            state="unknown", reasons=[HealthReason(code="few_runs", figures={"of": len(recent)}, goal=None)]
        )
    return AgentHealth(
        state="well", reasons=[HealthReason(code="all_well", figures={"of": len(recent[-_LOOKED_AT:])}, goal=None)]
    )


def _failing(recent: str) -> tuple[list[HealthReason], list[HealthReason]]:
    last = recent[-_LOOKED_AT:]
    failed = last.count("f")
    if len(last) < _ENOUGH or failed / len(last) < _WORRYING:
        return [], []
    reason = HealthReason(code="failing", figures={"failed": failed, "of": len(last)}, goal=None)
    return ([reason], []) if failed / len(last) >= _BAD else ([], [reason])


def _missed(goals: Sequence[GoalProgress]) -> list[HealthReason]:
    return [
        HealthReason(code="goal_missed", figures={"actual": each.actual, "target": each.goal.target}, goal=number)
        for number, each in enumerate(goals)
        if each.state == "missed" and each.actual is not None and each.basis >= _ENOUGH
    ]


def _close(agent: AgentInput, spent: float) -> list[HealthReason]:
    limit = agent.budget.monthly_usd
    if not limit or spent < limit * _CLOSE:
        return []
    return [HealthReason(code="budget_close", figures={"spent": round(spent, 6), "limit": limit}, goal=None)]


def _waiting(waiting: int) -> list[HealthReason]:
    return [HealthReason(code="many_wait", figures={"waiting": waiting}, goal=None)] if waiting >= _MANY_WAIT else []
