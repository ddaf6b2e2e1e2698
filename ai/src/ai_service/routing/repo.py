"""Every query on aliases and limits."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from ai_service.routing.tables import model_aliases as a
from ai_service.routing.tables import provider_limits as limited
from kernel.db import Row, Tx


async def aliases(tx: Tx, company_id: str) -> Sequence[Row]:
    """The company's aliases, by name."""
    return await tx.all(sa.select(a).where(a.c.company_id == company_id).order_by(a.c.name))


async def put_alias(tx: Tx, company_id: str, name: str, values: Mapping[str, Any]) -> None:
    """Store an alias in place of the one before."""
    if not await tx.insert_if_absent(a, {"company_id": company_id, "name": name, **values}):
        mine = (a.c.company_id == company_id) & (a.c.name == name)
        await tx.execute(sa.update(a).where(mine).values(**values))


async def delete_alias(tx: Tx, company_id: str, name: str) -> bool:
    """Forget an alias; says whether there was one."""
    mine = (a.c.company_id == company_id) & (a.c.name == name)
    return (await tx.execute(sa.delete(a).where(mine))).rowcount == 1


async def limits(tx: Tx, company_id: str) -> Sequence[Row]:
    """The company's limits, by provider."""
    return await tx.all(sa.select(limited).where(limited.c.company_id == company_id).order_by(limited.c.provider_id))


async def put_limit(tx: Tx, company_id: str, provider_id: str, values: Mapping[str, Any]) -> None:
    """Store a provider's limits in place of those before."""
    row = {"company_id": company_id, "provider_id": provider_id, **values}
    if not await tx.insert_if_absent(limited, row):
        mine = (limited.c.company_id == company_id) & (limited.c.provider_id == provider_id)
        await tx.execute(sa.update(limited).where(mine).values(**values))


async def delete_limit(tx: Tx, company_id: str, provider_id: str) -> None:
    """Let a provider be asked without limit."""
    mine = (limited.c.company_id == company_id) & (limited.c.provider_id == provider_id)
    await tx.execute(sa.delete(limited).where(mine))
