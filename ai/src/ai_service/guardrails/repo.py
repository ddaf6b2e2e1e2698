"""Every query on guardrails."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from ai_service.guardrails.tables import guardrails as t
from kernel.db import Row, Tx


async def find(tx: Tx, company_id: str) -> Row | None:
    """The company's guardrails, if it has set any."""
    return await tx.one_or_none(sa.select(t).where(t.c.company_id == company_id))


async def put(tx: Tx, company_id: str, values: Mapping[str, Any]) -> None:
    """Store them in place of those before."""
    if not await tx.insert_if_absent(t, {"company_id": company_id, **values}):
        await tx.execute(sa.update(t).where(t.c.company_id == company_id).values(**values))
