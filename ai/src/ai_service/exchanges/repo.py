"""Every query on exchanges."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from ai_service.exchanges.tables import exchanges as t
from kernel.db import Row, Tx
from kernel.paging import Paging


async def insert_all(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add exchanges (each names its `company_id`)."""
    await tx.execute(sa.insert(t), [dict(row) for row in rows])


async def page(
    tx: Tx, company_id: str, user_id: str | None, wanted: Mapping[str, str], paging: Paging
) -> Sequence[Row]:
    """A page, newest first, and one more row if there is another page. `user_id`: only what this person asked."""
    columns = [column for column in t.c if column.name not in {"prompt", "answer"}]
    query = sa.select(*columns).where(t.c.company_id == company_id).order_by(t.c.id.desc())
    for name, value in wanted.items():
        query = query.where(t.c[name] == value)
    if user_id is not None:
        query = query.where(t.c.user_id == user_id)
    if paging.after:
        query = query.where(t.c.id < paging.after)
    return await tx.all(query.limit(paging.limit + 1))


async def find(tx: Tx, company_id: str, exchange_id: str) -> Row | None:
    """One of them."""
    return await tx.one_or_none(sa.select(t).where(t.c.company_id == company_id, t.c.id == exchange_id))


async def companies(tx: Tx) -> Sequence[str]:
    """Those of which something is kept."""
    # across companies: retention goes through all of them
    return [row["company_id"] for row in await tx.all(sa.select(t.c.company_id).distinct())]


async def forget(tx: Tx, company_id: str, before: datetime, most: int) -> int:
    """Delete some that are older; says how many there were."""
    query = sa.select(t.c.id).where(t.c.company_id == company_id, t.c.at < before).limit(most)
    old = [row["id"] for row in await tx.all(query)]
    await tx.execute(sa.delete(t).where(t.c.company_id == company_id, t.c.id.in_(old)))
    return len(old)
