"""Every query on recordings."""

from datetime import datetime

import sqlalchemy as sa

from ai_service.recordings.tables import recordings as t
from kernel.db import Tx


async def find(tx: Tx, company_id: str, provider_id: str, key: str) -> str | None:
    """What was answered."""
    query = sa.select(t.c.answered).where(t.c.company_id == company_id)
    return await tx.scalar(query.where(t.c.provider_id == provider_id, t.c.request_hash == key))


async def put(tx: Tx, company_id: str, provider_id: str, key: str, answered: str, at: datetime) -> None:
    """Keep what was answered, in place of what was answered before."""
    row = {"company_id": company_id, "provider_id": provider_id, "request_hash": key}
    values = {"answered": answered, "recorded_at": at}
    if not await tx.insert_if_absent(t, {**row, **values}):
        update = sa.update(t).where(t.c.company_id == company_id)
        await tx.execute(update.where(t.c.provider_id == provider_id, t.c.request_hash == key).values(**values))


async def forget(tx: Tx, company_id: str, provider_id: str) -> None:
    """Forget everything that one provider recorded."""
    await tx.execute(sa.delete(t).where(t.c.company_id == company_id, t.c.provider_id == provider_id))


async def companies(tx: Tx) -> list[str]:
    """Those that recorded something."""
    # across companies: retention goes through all of them
    return [row["company_id"] for row in await tx.all(sa.select(t.c.company_id).distinct())]


async def forget_old(tx: Tx, company_id: str, before: datetime) -> None:
    """Delete what was recorded before."""
    await tx.execute(sa.delete(t).where(t.c.company_id == company_id, t.c.recorded_at < before))
