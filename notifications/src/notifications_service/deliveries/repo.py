"""Every query on deliveries."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from kernel.db import Row, Tx
from kernel.paging import Paging
from notifications_service.deliveries.tables import deliveries as t


async def add(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add deliveries (each row names its `company_id`)."""
    if rows:
        await tx.execute(sa.insert(t), [dict(row) for row in rows])


async def page(tx: Tx, company_id: str, status: str | None, notice_id: str | None, paging: Paging) -> Sequence[Row]:
    """A page of deliveries, newest first, and one more row if there is another page."""
    query = sa.select(t).where(t.c.company_id == company_id).order_by(t.c.id.desc())
    if status:
        query = query.where(t.c.status == status)
    if notice_id:
        query = query.where(t.c.notice_id == notice_id)
    if paging.after:
        query = query.where(t.c.id < paging.after)
    return await tx.all(query.limit(paging.limit + 1))


async def get(tx: Tx, company_id: str, delivery_id: str) -> Row | None:
    """One delivery of the company."""
    return await tx.one_or_none(sa.select(t).where(t.c.company_id == company_id, t.c.id == delivery_id))


async def add_once(tx: Tx, row: Mapping[str, Any]) -> None:
    """Add a delivery (which names its `company_id`) unless it is there."""
    await tx.insert_if_absent(t, row)


# across companies: whatever is due is sent
async def claim(tx: Tx, now: datetime, until: datetime, limit: int) -> Sequence[Row]:
    """Take deliveries that are due, for this process alone until the claim ends; each counts as an attempt."""
    free = t.c.claimed_until.is_(None) | (t.c.claimed_until < now)
    due = (t.c.status == "queued") & (t.c.next_try_at <= now) & free
    rows = await tx.all(sa.select(t).where(due).order_by(t.c.next_try_at, t.c.id).limit(limit))
    mine: list[Row] = []
    for row in rows:
        taken = sa.update(t).where(t.c.id == row["id"], due).values(claimed_until=until, attempts=t.c.attempts + 1)
        if (await tx.execute(taken)).rowcount == 1:
            mine.append({**row, "attempts": row["attempts"] + 1})
    return mine


async def settle(tx: Tx, company_id: str, delivery_id: str, values: Mapping[str, Any]) -> None:
    """Note how an attempt went."""
    mine = (t.c.company_id == company_id) & (t.c.id == delivery_id)
    await tx.execute(sa.update(t).where(mine).values(claimed_until=None, **values))
