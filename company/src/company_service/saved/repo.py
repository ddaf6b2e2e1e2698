"""Every query on saved filters, each within one company."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from company_service.saved.tables import saved_filters
from kernel.db import Row, Tx


async def seen_by(tx: Tx, company_id: str, user_id: str, limit: int) -> Sequence[Row]:
    """A person's own filters and the shared ones, by name."""
    c = saved_filters.c
    seen = (c.user_id == user_id) | c.shared.is_(True)
    query = sa.select(saved_filters).where(saved_filters.c.company_id == company_id, seen)
    return await tx.all(query.order_by(c.name, c.id).limit(limit))


async def get(tx: Tx, company_id: str, filter_id: str) -> Row | None:
    """One filter."""
    mine = (saved_filters.c.company_id == company_id) & (saved_filters.c.id == filter_id)
    return await tx.one_or_none(sa.select(saved_filters).where(mine))


async def count(tx: Tx, company_id: str, user_id: str) -> int:
    """How many a person has."""
    mine = (saved_filters.c.company_id == company_id) & (saved_filters.c.user_id == user_id)
    return int(await tx.scalar(sa.select(sa.func.count()).select_from(saved_filters).where(mine)) or 0)


async def insert(tx: Tx, row: Mapping[str, Any]) -> None:
    """Keep a filter; the row names its `company_id`."""
    await tx.execute(sa.insert(saved_filters).values(**row))


async def update(tx: Tx, company_id: str, filter_id: str, values: Mapping[str, Any]) -> None:
    """Change a filter."""
    mine = (saved_filters.c.company_id == company_id) & (saved_filters.c.id == filter_id)
    await tx.execute(sa.update(saved_filters).where(mine).values(**values))


async def delete(tx: Tx, company_id: str, filter_id: str) -> None:
    """Drop a filter."""
    mine = (saved_filters.c.company_id == company_id) & (saved_filters.c.id == filter_id)
    await tx.execute(sa.delete(saved_filters).where(mine))
