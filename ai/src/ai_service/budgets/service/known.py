"""A company's budgets, as they were a moment ago: most companies have none, and must not pay for that."""

from ai_service.budgets import repo
from ai_service.budgets.rules import Budget
from ai_service.deps import Deps
from kernel.db import Row


async def budgets_of(company_id: str, deps: Deps) -> tuple[Budget, ...]:
    """The company's budgets. Changed in this process: known at once; in another one: within seconds."""
    return await deps.known_budgets.get(company_id, lambda: _load(company_id, deps))


async def _load(company_id: str, deps: Deps) -> tuple[Budget, ...]:
    async with deps.db.read() as tx:
        rows = await repo.all_of(tx, company_id)
    return tuple(budget_of(row) for row in rows)


def budget_of(row: Row) -> Budget:
    """A row as it is decided with."""
    return Budget(
        id=row["id"],
        name=row["name"],
        scope=row["scope"],
        subject=row["subject"],
        period=row["period"],
        soft_limit=row["soft_limit"],
        hard_limit=row["hard_limit"],
        refuses_unknown=row["unknown_prices"] == "refuse",
    )
