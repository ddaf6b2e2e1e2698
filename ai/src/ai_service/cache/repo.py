"""Every query on the cache's policies, and on what the cache did."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from ai_service.cache.tables import cache_policies as t
from kernel.db import Row, Tx


async def policies(tx: Tx, company_id: str) -> Sequence[Row]:
    """How the company wants answers kept."""
    return await tx.all(sa.select(t).where(t.c.company_id == company_id).order_by(t.c.alias))


async def put(tx: Tx, company_id: str, alias: str, values: Mapping[str, Any]) -> None:
    """Store a policy in place of the one before."""
    if not await tx.insert_if_absent(t, {"company_id": company_id, "alias": alias, **values}):
        mine = (t.c.company_id == company_id) & (t.c.alias == alias)
        await tx.execute(sa.update(t).where(mine, t.c.company_id == company_id).values(**values))


async def delete(tx: Tx, company_id: str, alias: str) -> None:
    """Forget a policy."""
    await tx.execute(sa.delete(t).where(t.c.company_id == company_id, t.c.alias == alias))
