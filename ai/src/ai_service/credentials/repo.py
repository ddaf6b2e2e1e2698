"""Every query on endpoints."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from ai_service.credentials.tables import endpoints as t
from kernel.db import Row, Tx


async def get(tx: Tx, company_id: str) -> Row | None:
    """The company's endpoint."""
    return await tx.one_or_none(sa.select(t).where(t.c.company_id == company_id))


async def put(tx: Tx, company_id: str, values: Mapping[str, Any]) -> None:
    """Store the company's endpoint in place of the one before."""
    if not await tx.insert_if_absent(t, {"company_id": company_id, **values}):
        await tx.execute(sa.update(t).where(t.c.company_id == company_id).values(**values))


async def delete(tx: Tx, company_id: str) -> None:
    """Forget the company's endpoint."""
    await tx.execute(sa.delete(t).where(t.c.company_id == company_id))
