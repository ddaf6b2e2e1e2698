"""Every query on providers."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from ai_service.credentials.tables import providers as t
from kernel.db import Row, Tx


async def every(tx: Tx, company_id: str) -> Sequence[Row]:
    """The company's providers, in the order in which they are asked."""
    query = sa.select(t).where(t.c.company_id == company_id)
    return await tx.all(query.order_by(t.c.position, t.c.id))


async def get(tx: Tx, company_id: str, provider_id: str) -> Row | None:
    """One of them."""
    return await tx.one_or_none(sa.select(t).where(t.c.company_id == company_id, t.c.id == provider_id))


async def insert(tx: Tx, row: Mapping[str, Any]) -> None:
    """Add a provider (`row` names its `company_id`)."""
    await tx.execute(sa.insert(t).values(**row))


async def update(tx: Tx, company_id: str, provider_id: str, values: Mapping[str, Any]) -> None:
    """Change a provider."""
    await tx.execute(sa.update(t).where(t.c.company_id == company_id, t.c.id == provider_id).values(**values))


async def delete(tx: Tx, company_id: str, provider_id: str) -> bool:
    """Forget a provider and its key; whether there was one."""
    gone = await tx.execute(sa.delete(t).where(t.c.company_id == company_id, t.c.id == provider_id))
    return gone.rowcount > 0
