"""Every query on prices, each within one company."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from ai_service.prices.tables import currencies as c
from ai_service.prices.tables import price_overrides as t
from kernel.db import Row, Tx


async def overrides(tx: Tx, company_id: str) -> Sequence[Row]:
    """What the company has entered."""
    return await tx.all(sa.select(t).where(t.c.company_id == company_id).order_by(t.c.provider, t.c.model))


async def put(tx: Tx, row: Mapping[str, Any]) -> str:
    """Store a price in place of the one before; answers its id (`row` names its `company_id`)."""
    mine = sa.and_(*(t.c[name] == row[name] for name in ("company_id", "provider", "model")))
    changed = {name: value for name, value in row.items() if name != "id"}
    if not await tx.insert_if_absent(t, row):
        await tx.execute(sa.update(t).where(mine, t.c.company_id == row["company_id"]).values(**changed))
    return str(await tx.scalar(sa.select(t.c.id).where(mine, t.c.company_id == row["company_id"])))


async def delete(tx: Tx, company_id: str, price_id: str) -> bool:
    """Forget a price; says whether there was one."""
    gone = await tx.execute(sa.delete(t).where(t.c.company_id == company_id, t.c.id == price_id))
    return gone.rowcount == 1


async def currency(tx: Tx, company_id: str) -> Row | None:
    """In what the company reads money."""
    return await tx.one_or_none(sa.select(c).where(c.c.company_id == company_id))


async def put_currency(tx: Tx, company_id: str, values: Mapping[str, Any]) -> None:
    """Store the currency."""
    if not await tx.insert_if_absent(c, {"company_id": company_id, **values}):
        await tx.execute(sa.update(c).where(c.c.company_id == company_id).values(**values))
