"""Which budgets hold for a call, in which period, and what each call counts for. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from ai_service.budgets.schemas import Period, Scope

EACH = "*"


@dataclass(frozen=True)
class Budget:
    """A budget as it is decided with; limits in nano-dollars."""

    id: str
    name: str
    scope: Scope
    subject: str
    period: Period
    soft_limit: int | None
    hard_limit: int | None
    refuses_unknown: bool


@dataclass(frozen=True)
class Facts:
    """For whom a call is made, and with which models (by name, and the alias that was asked for)."""

    agent: str | None = None
    workflow: str | None = None
    run: str | None = None
    user: str | None = None
    key: str | None = None
    alias: str | None = None
    models: frozenset[str] = field(default_factory=frozenset[str])


@dataclass(frozen=True, order=True)
class Share:
    """Under which budget, for whom and in which period a call counts. Ordered, so that locks are taken in one order."""

    budget_id: str
    subject: str
    period: str


def period_of(period: Period, now: datetime) -> str:
    """The name of the period that holds `now` (UTC): its first day, or `total`."""
    day = now.astimezone(UTC).date()
    match period:
        case "day":
            return day.isoformat()
        case "week":
            return (day - timedelta(days=day.weekday())).isoformat()
        case "month":
            return day.replace(day=1).isoformat()
        case "total":
            return "total"


def renews_at(period: Period, now: datetime) -> datetime | None:
    """When the next period begins (UTC); weeks begin on Mondays."""
    midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    match period:
        case "day":
            return midnight + timedelta(days=1)
        case "week":
            return midnight + timedelta(days=7 - midnight.weekday())
        case "month":
            return (midnight.replace(day=1) + timedelta(days=32)).replace(day=1)
        case "total":
            return None


def shares(budgets: Iterable[Budget], facts: Facts, now: datetime) -> dict[Share, Budget]:
    """Under which budgets a call counts, in the order of their locks."""
    found = {
        Share(budget.id, subject, period_of(budget.period, now)): budget
        for budget in budgets
        for subject in _subjects(budget, facts)
    }
    return dict(sorted(found.items()))


def _subjects(budget: Budget, facts: Facts) -> list[str]:
    """For whom this call counts under the budget: nobody, somebody, or several models."""
    if budget.scope == "company":
        return [EACH]
    if budget.scope == "model":
        named = {budget.subject} & {*facts.models, facts.alias}
        return sorted(facts.models) if budget.subject == EACH else sorted(each for each in named if each)
    who = {
        "agent": facts.agent,
        "workflow": facts.workflow,
        "run": facts.run,
        "user": facts.user,
        "key": facts.key,
    }[budget.scope]
    return [who] if who and budget.subject in {EACH, who} else []


def charges(counted: Mapping[Share, Budget], costs: Sequence[tuple[str, int]], alias: str | None) -> dict[Share, int]:
    """What calls (the model's name and its cost) come to under each share: under a model's, only its own count."""
    total = sum(amount for _, amount in costs)
    return {
        share: sum(amount for model, amount in costs if model == share.subject)
        if budget.scope == "model" and share.subject != alias
        else total
        for share, budget in counted.items()
    }
