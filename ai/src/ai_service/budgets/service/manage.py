"""Keeps a company's budgets."""

from typing import Any

from ai_service.budgets import repo, rules
from ai_service.budgets.problems import BudgetNotFound, TooManyBudgets
from ai_service.budgets.schemas import BudgetBody, BudgetView, Spending
from ai_service.deps import Deps
from ai_service.prices.rules import dollars, nanos
from contracts import ids
from kernel.db import Row, Tx
from kernel.identity import Principal
from kernel.paging import Page

_SHOWN = 20
_MOST = 200


async def list_all(*, by: Principal, deps: Deps) -> Page[BudgetView]:
    """The company's budgets and how they stand."""
    async with deps.db.read() as tx:
        rows = await repo.all_of(tx, by.company_id)
        return Page(items=[await _view(tx, row, deps) for row in rows], next=None)


async def create(body: BudgetBody, *, by: Principal, deps: Deps) -> BudgetView:
    """Add a budget: it holds for the very next call."""
    row: dict[str, Any] = {
        "id": deps.new_id(ids.BUDGET),
        "company_id": by.company_id,
        **_values(body),
        "created_by": by.user_id or "",
        "created_at": deps.clock(),
    }
    async with deps.db.begin() as tx:
        if len(await repo.all_of(tx, by.company_id)) >= _MOST:
            raise TooManyBudgets(f"A company has at most {_MOST}: delete one that nobody needs, or change one.")
        await repo.insert(tx, row)
        tx.after_commit(lambda: deps.known_budgets.forget(by.company_id))
        return await _view(tx, row, deps)


async def replace(budget_id: str, body: BudgetBody, *, by: Principal, deps: Deps) -> BudgetView:
    """Change a budget. What was spent in this period stays, unless it now holds for somebody else."""
    async with deps.db.begin() as tx:
        if not await repo.update(tx, by.company_id, budget_id, _values(body)):
            raise _not_found()
        tx.after_commit(lambda: deps.known_budgets.forget(by.company_id))
        return await _view(tx, await _there(tx, by.company_id, budget_id), deps)


async def delete(budget_id: str, *, by: Principal, deps: Deps) -> None:
    """Forget a budget; calls in the air are settled without it."""
    async with deps.db.begin() as tx:
        if not await repo.delete(tx, by.company_id, budget_id):
            raise _not_found()
        tx.after_commit(lambda: deps.known_budgets.forget(by.company_id))


async def forgive(budget_id: str, *, by: Principal, deps: Deps) -> BudgetView:
    """Count what is uncertain in this period as not spent: somebody has looked at the vendor's bill."""
    async with deps.db.begin() as tx:
        row = await _there(tx, by.company_id, budget_id)
        await repo.forgive(tx, by.company_id, budget_id, rules.period_of(row["period"], deps.clock()))
        return await _view(tx, row, deps)


async def _there(tx: Tx, company_id: str, budget_id: str) -> Row:
    row = await repo.get(tx, company_id, budget_id)
    if row is None:
        raise _not_found()
    return row


def _not_found() -> BudgetNotFound:
    return BudgetNotFound("Look it up in the list of your budgets.")


def _values(body: BudgetBody) -> dict[str, Any]:
    limits = {
        name: None if (usd := getattr(body, name)) is None else nanos(usd) for name in ("soft_limit", "hard_limit")
    }
    return {**body.model_dump(), **limits}


async def _view(tx: Tx, row: Row, deps: Deps) -> BudgetView:
    now = deps.clock()
    period = rules.period_of(row["period"], now)
    standing = await repo.standing(tx, row["company_id"], row["id"], period, _SHOWN)
    return BudgetView(
        id=row["id"],
        name=row["name"],
        scope=row["scope"],
        subject=row["subject"],
        period=row["period"],
        soft_limit=_usd(row["soft_limit"]),
        hard_limit=_usd(row["hard_limit"]),
        unknown_prices=row["unknown_prices"],
        renews_at=rules.renews_at(row["period"], now),
        created_at=row["created_at"],
        current=[
            Spending(
                subject=each["subject"],
                spent=dollars(each["spent"]),
                reserved=dollars(each["reserved"]),
                uncertain=dollars(each["uncertain"]),
            )
            for each in standing
        ],
    )


def _usd(limit: int | None) -> float | None:
    return None if limit is None else dollars(limit)
