"""Every query on aliases and limits."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from ai_service.routing.tables import model_aliases, provider_limits
from kernel.db import Row, Tx

_a, _l = model_aliases.c, provider_limits.c


async def aliases(tx: Tx, company_id: str) -> Sequence[Row]:
    """The company's aliases, by name."""
    return await tx.all(sa.select(model_aliases).where(_a.company_id == company_id).order_by(_a.name))


async def put_alias(tx: Tx, company_id: str, name: str, values: Mapping[str, Any]) -> None:
    """Store an alias in place of the one before."""
    if not await tx.insert_if_absent(model_aliases, {"company_id": company_id, "name": name, **values}):
        mine = (_a.company_id == company_id) & (_a.name == name)
        await tx.execute(sa.update(model_aliases).where(mine).values(**values))


async def delete_alias(tx: Tx, company_id: str, name: str) -> bool:
    """Forget an alias; says whether there was one."""
    mine = (_a.company_id == company_id) & (_a.name == name)
    return (await tx.execute(sa.delete(model_aliases).where(mine))).rowcount == 1


async def limits(tx: Tx, company_id: str) -> Sequence[Row]:
    """The company's limits, by provider."""
    return await tx.all(sa.select(provider_limits).where(_l.company_id == company_id).order_by(_l.provider_id))


async def put_limit(tx: Tx, company_id: str, provider_id: str, values: Mapping[str, Any]) -> None:
    """Store a provider's limits in place of those before."""
    row = {"company_id": company_id, "provider_id": provider_id, **values}
    if not await tx.insert_if_absent(provider_limits, row):
        mine = (_l.company_id == company_id) & (_l.provider_id == provider_id)
        await tx.execute(sa.update(provider_limits).where(mine).values(**values))


async def delete_limit(tx: Tx, company_id: str, provider_id: str) -> None:
    """Let a provider be asked without limit."""
    mine = (_l.company_id == company_id) & (_l.provider_id == provider_id)
    await tx.execute(sa.delete(provider_limits).where(mine))
