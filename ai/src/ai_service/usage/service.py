"""Records what answers took, and tells it."""

from typing import Any

from ai_service.deps import Deps
from ai_service.usage import repo
from ai_service.usage.schemas import UsageRecord, UsageTotal
from contracts import ids
from contracts.ai import AnsweredBy, Usage
from kernel.identity import Principal
from kernel.paging import Page, Paging, page


async def record(task: str, answered_by: AnsweredBy, usage: Usage, *, by: Principal, deps: Deps) -> None:
    """Remember what an answer took."""
    row: dict[str, Any] = {
        "id": deps.new_id(ids.USAGE),
        "company_id": by.company_id,
        "user_id": by.user_id or "",
        "task": task,
        "provider": answered_by.provider,
        "model": answered_by.model or "",
        "at": deps.clock(),
        **usage.model_dump(),
    }
    async with deps.db.begin() as tx:
        await repo.insert(tx, row)


async def list_page(paging: Paging, *, by: Principal, deps: Deps) -> Page[UsageRecord]:
    """A page of what the company's answers took, newest first."""
    async with deps.db.read() as tx:
        rows = await repo.page(tx, by.company_id, paging)
    return page(
        rows,
        paging,
        key=lambda row: row["id"],
        view=lambda row: UsageRecord.model_validate({**row, "model": row["model"] or None}),
    )


async def totals(*, by: Principal, deps: Deps) -> Page[UsageTotal]:
    """What the company's answers came to, by provider and model."""
    async with deps.db.read() as tx:
        rows = await repo.totals(tx, by.company_id)
    items = [UsageTotal.model_validate({**row, "model": row["model"] or None}) for row in rows]
    return Page(items=items, next=None)
