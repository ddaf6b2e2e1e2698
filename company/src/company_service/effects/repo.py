"""Every query on uncertain effects, each within one company."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from company_service.effects.tables import uncertain_effects
from kernel.db import Row, Tx
from kernel.paging import Paging


async def insert(tx: Tx, row: Mapping[str, Any]) -> None:
    """Add one (`row` names its `company_id`)."""
    await tx.insert_if_absent(uncertain_effects, row)


async def get(tx: Tx, company_id: str, effect_id: str) -> Row | None:
    """One uncertain effect."""
    mine = (uncertain_effects.c.company_id == company_id) & (uncertain_effects.c.id == effect_id)
    return await tx.one_or_none(sa.select(uncertain_effects).where(mine))


async def page(tx: Tx, company_id: str, status: str | None, run_id: str | None, paging: Paging) -> Sequence[Row]:
    """A page of them, newest first, and one more row if there is another page."""
    query = sa.select(uncertain_effects).where(uncertain_effects.c.company_id == company_id)
    if status:
        query = query.where(uncertain_effects.c.status == status)
    if run_id:
        query = query.where(uncertain_effects.c.run_id == run_id)
    if paging.after:
        query = query.where(uncertain_effects.c.id < paging.after)
    return await tx.all(query.order_by(uncertain_effects.c.id.desc()).limit(paging.limit + 1))


async def resolve(tx: Tx, company_id: str, effect_id: str, values: Mapping[str, Any]) -> bool:
    """Write the answer, if there is none yet."""
    mine = (uncertain_effects.c.company_id == company_id) & (uncertain_effects.c.id == effect_id)
    update = sa.update(uncertain_effects).where(mine, uncertain_effects.c.status == "open").values(**values)
    return (await tx.execute(update)).rowcount == 1


async def withdraw(tx: Tx, company_id: str, run_id: str, step: str) -> None:
    """Nobody waits for the answer any more."""
    mine = (uncertain_effects.c.company_id == company_id) & (uncertain_effects.c.run_id == run_id)
    asked = mine & (uncertain_effects.c.step == step) & (uncertain_effects.c.status == "open")
    await tx.execute(sa.update(uncertain_effects).where(asked).values(status="withdrawn"))


async def forget(tx: Tx, company_id: str, run_ids: Sequence[str], limit: int) -> int:
    """Delete so many uncertain effects of these runs; answers how many."""
    asked = (uncertain_effects.c.company_id == company_id) & uncertain_effects.c.run_id.in_(run_ids)
    found = [row["id"] for row in await tx.all(sa.select(uncertain_effects.c.id).where(asked).limit(limit))]
    if found:
        gone = (uncertain_effects.c.company_id == company_id) & uncertain_effects.c.id.in_(found)
        await tx.execute(sa.delete(uncertain_effects).where(gone))
    return len(found)
