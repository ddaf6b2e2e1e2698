"""Every query on usage."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from ai_service.usage.tables import usage_records as t
from kernel.db import Row, Tx
from kernel.paging import Paging


async def insert(tx: Tx, row: Mapping[str, Any]) -> None:
    """Add a record (`row` names its `company_id`)."""
    await tx.execute(sa.insert(t).values(**row))


async def insert_all(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add records (each names its `company_id`)."""
    await tx.execute(sa.insert(t), list(rows))


async def page(tx: Tx, company_id: str, paging: Paging) -> Sequence[Row]:
    """A page of records, newest first, and one more row if there is another page."""
    query = sa.select(t).where(t.c.company_id == company_id).order_by(t.c.id.desc())
    if paging.after:
        query = query.where(t.c.id < paging.after)
    return await tx.all(query.limit(paging.limit + 1))


async def totals(tx: Tx, company_id: str) -> Sequence[Row]:
    """Sums by provider and model."""
    sums = [sa.func.sum(t.c[name]).label(name) for name in ("input_tokens", "output_tokens", "cost")]
    query = sa.select(t.c.provider, t.c.model, sa.func.count().label("answers"), *sums)
    return await tx.all(query.where(t.c.company_id == company_id).group_by(t.c.provider, t.c.model))
