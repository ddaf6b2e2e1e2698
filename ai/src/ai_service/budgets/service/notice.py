"""What people are told about a budget: by a problem when it refuses, by a notice when a limit is reached."""

from datetime import datetime

from ai_service.budgets import repo, rules
from ai_service.budgets.problems import BudgetUsedUp
from ai_service.budgets.rules import Budget, Share
from ai_service.budgets.service.writing import written
from ai_service.deps import Deps
from ai_service.prices.rules import dollars
from contracts.events import BudgetReached
from kernel.db import Row, Tx

WHO = "An owner or administrator can raise it under Settings → Budgets."


def used_up(budget: Budget, row: Row | None, amount: int, now: datetime) -> BudgetUsedUp:
    """Which budget, what is left, what was needed, when it renews, who can raise it."""
    spent, reserved, uncertain = (int(row[name]) if row else 0 for name in ("spent", "reserved", "uncertain"))
    limit = budget.hard_limit or 0
    left = max(0, limit - spent - reserved - uncertain)
    renews = rules.renews_at(budget.period, now)
    when = f"It renews on {renews:%Y-%m-%d at %H:%M} UTC." if renews else "It does not renew."
    in_the_air = f" ({_usd(reserved)} of it held for calls in progress)" if reserved else ""
    return BudgetUsedUp(
        f"“{budget.name}” has {_usd(left)} left of {_usd(limit)}{in_the_air}; this call may cost up to {_usd(amount)}. "
        f"{when} {WHO}",
        budget={
            "id": budget.id,
            "name": budget.name,
            "scope": budget.scope,
            "limit": dollars(limit),
            "spent": dollars(spent),
            "reserved": dollars(reserved),
            "uncertain": dollars(uncertain),
            "left": dollars(left),
            "needed": dollars(amount),
            "renews_at": renews.isoformat() if renews else None,
        },
    )


def _usd(nanos: int) -> str:
    return f"${dollars(nanos):,.4f}".rstrip("0").rstrip(".")


async def tell_soft(company_id: str, budget: Budget, share: Share, deps: Deps) -> None:
    """Say once a period that the soft limit is reached."""
    limit = budget.soft_limit
    if limit is None:
        return
    async with deps.db.read() as tx:
        row = await repo.at(tx, company_id, share)
    if row is None or row["told_soft"] or row["spent"] + row["uncertain"] < limit:
        return

    async def work(tx: Tx) -> None:
        if await repo.first_to_tell(tx, company_id, share, "soft", limit):
            await _tell(tx, company_id, budget, share, limit, "soft")

    await written(work, deps)


async def tell_hard(company_id: str, budget: Budget, share: Share, deps: Deps) -> None:
    """Say once a period that the hard limit refuses calls."""

    async def work(tx: Tx) -> None:
        if await repo.first_to_tell(tx, company_id, share, "hard", budget.hard_limit or 0):
            await _tell(tx, company_id, budget, share, budget.hard_limit or 0, "hard")

    await written(work, deps)


async def _tell(tx: Tx, company_id: str, budget: Budget, share: Share, limit: int, level: str) -> None:
    row = await repo.at(tx, company_id, share)
    tx.tell(
        BudgetReached(
            company_id=company_id,
            budget_id=budget.id,
            name=budget.name,
            level="soft" if level == "soft" else "hard",
            subject="" if share.subject == rules.EACH else share.subject,
            period=share.period,
            spent=row["spent"] + row["uncertain"] if row else 0,
            limit=limit,
        )
    )
