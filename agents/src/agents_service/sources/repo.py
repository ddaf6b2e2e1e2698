"""Every query on sources, each within one company."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from agents_service.sources.tables import sources
from kernel.db import Row, Tx


async def get(tx: Tx, company_id: str, base_id: str, source_id: str) -> Row | None:
    """One source."""
    s = sources
    mine = (s.c.company_id == company_id) & (s.c.base_id == base_id) & (s.c.id == source_id)
    return await tx.one_or_none(sa.select(s).where(mine))


async def of_base(tx: Tx, company_id: str, base_id: str) -> Sequence[Row]:
    """All sources of a base, the oldest first."""
    s = sources
    return await tx.all(sa.select(s).where(s.c.company_id == company_id, s.c.base_id == base_id).order_by(s.c.id))


async def says_who_may_read(tx: Tx, company_id: str, base_id: str) -> bool:
    """Whether a base has sources whose documents name people by their e-mail addresses."""
    s = sources
    mine = (s.c.company_id == company_id) & (s.c.base_id == base_id) & (s.c.kind == "drive")
    return await tx.scalar(sa.select(s.c.id).where(mine).limit(1)) is not None


async def uploads(tx: Tx, company_id: str, base_id: str) -> Row | None:
    """The source of what is uploaded to a base."""
    s = sources
    mine = (s.c.company_id == company_id) & (s.c.base_id == base_id) & (s.c.kind == "upload")
    rows = await tx.all(sa.select(s).where(mine).order_by(s.c.id).limit(1))
    return rows[0] if rows else None


async def count(tx: Tx, company_id: str, base_ids: Sequence[str]) -> dict[str, int]:
    """How many sources each base has."""
    s = sources
    query = sa.select(s.c.base_id, sa.func.count().label("n")).where(s.c.company_id == company_id)
    rows = await tx.all(query.where(s.c.base_id.in_(base_ids)).group_by(s.c.base_id))
    return {row["base_id"]: int(row["n"]) for row in rows}


async def insert(tx: Tx, row: Mapping[str, Any]) -> None:
    """Add a source (`row` names its `company_id`)."""
    await tx.execute(sa.insert(sources).values(**row))


async def update(tx: Tx, company_id: str, source_id: str, values: Mapping[str, Any]) -> None:
    """Change a source."""
    mine = (sources.c.company_id == company_id) & (sources.c.id == source_id)
    await tx.execute(sa.update(sources).where(mine).values(**values))


async def delete(tx: Tx, company_id: str, source_id: str) -> None:
    """Remove a source."""
    await tx.execute(sa.delete(sources).where(sources.c.company_id == company_id, sources.c.id == source_id))


async def delete_all(tx: Tx, company_id: str, base_id: str) -> None:
    """Remove every source of a base."""
    await tx.execute(sa.delete(sources).where(sources.c.company_id == company_id, sources.c.base_id == base_id))


async def due(tx: Tx, now: datetime, limit: int) -> Sequence[Row]:
    """Sources of all companies that somebody should sync now, and syncs that nobody holds any more."""
    s = sources
    # across companies: a worker syncs what is due, whoever's it is
    free = s.c.lease_until.is_(None) | (s.c.lease_until < now)
    return await tx.all(sa.select(s).where(s.c.due_at <= now, free).order_by(s.c.due_at).limit(limit))


async def claim(tx: Tx, row: Row, values: Mapping[str, Any]) -> bool:
    """Hold a due source, unless somebody else was faster."""
    s = sources
    mine = (s.c.company_id == row["company_id"]) & (s.c.id == row["id"]) & (s.c.fence == row["fence"])
    held = {**values, "fence": row["fence"] + 1}
    return (await tx.execute(sa.update(s).where(mine).values(**held))).rowcount == 1


async def settle(tx: Tx, company_id: str, source_id: str, fence: int, values: Mapping[str, Any]) -> bool:
    """Change a source that is held with this fence; False where it is not any more."""
    s = sources
    mine = (s.c.company_id == company_id) & (s.c.id == source_id) & (s.c.fence == fence)
    return (await tx.execute(sa.update(s).where(mine).values(**values))).rowcount == 1


async def free_all(tx: Tx) -> None:
    """Let go of everything that anybody holds."""
    # across companies: nobody is there any more who could hold anything, whoever's it is
    await tx.execute(sa.update(sources).where(sources.c.lease_until.is_not(None)).values(lease_until=None))
