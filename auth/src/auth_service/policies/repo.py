"""Every query on policies."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from auth_service.policies.tables import sign_in_policies as t
from kernel.db import Row, Tx


async def get(tx: Tx, company_id: str) -> Row | None:
    """A company's policy, if it ever set one."""
    return await tx.one_or_none(sa.select(t).where(t.c.company_id == company_id))


async def save(tx: Tx, company_id: str, values: Mapping[str, Any]) -> None:
    """Set a company's policy."""
    if not await tx.insert_if_absent(t, {"company_id": company_id, **values}):
        await tx.execute(sa.update(t).where(t.c.company_id == company_id).values(**values))
