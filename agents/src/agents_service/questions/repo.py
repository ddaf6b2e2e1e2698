"""Every query on unanswered questions, each within one company."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from agents_service.questions.tables import knowledge_questions as q
from kernel.db import Row, Tx


async def insert(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add questions (each row names its `company_id`)."""
    await tx.execute(sa.insert(q), [dict(row) for row in rows])


async def newest(tx: Tx, company_id: str, base_id: str, limit: int) -> Sequence[Row]:
    """The questions asked last."""
    mine = (q.c.company_id == company_id) & (q.c.base_id == base_id)
    return await tx.all(sa.select(q).where(mine).order_by(q.c.id.desc()).limit(limit))


async def delete(tx: Tx, company_id: str, base_id: str, ids: Collection[str]) -> None:
    """Take questions off the list."""
    await tx.execute(sa.delete(q).where(q.c.company_id == company_id, q.c.base_id == base_id, q.c.id.in_(ids)))


async def forget_base(tx: Tx, company_id: str, base_id: str) -> None:
    """Drop what was asked of a base that is no more."""
    await tx.execute(sa.delete(q).where(q.c.company_id == company_id, q.c.base_id == base_id))


async def forget(tx: Tx, before: datetime) -> None:
    """Drop what was asked long ago."""
    # across companies: a job drops what is old, whoever's it is
    await tx.execute(sa.delete(q).where(q.c.asked_at < before))
