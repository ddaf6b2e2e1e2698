"""Every query on restricted agents, each within one company."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from agents_service.grants.tables import agent_grants as t
from kernel.db import Row, Tx


async def of(tx: Tx, company_id: str, agent_id: str) -> Sequence[Mapping[str, Any]]:
    """The grants on an agent; none when it is open."""
    row = await tx.one_or_none(sa.select(t.c.grants).where(t.c.company_id == company_id, t.c.agent_id == agent_id))
    return row["grants"] if row else ()


async def all_of(tx: Tx, company_id: str) -> Sequence[Row]:
    """The grants on every agent of a company that was ever restricted."""
    return await tx.all(sa.select(t).where(t.c.company_id == company_id))


async def replace(tx: Tx, company_id: str, agent_id: str, version: int, grants: Sequence[Mapping[str, Any]]) -> None:
    """Let an agent have these grants, unless newer ones are there."""
    row = {"company_id": company_id, "agent_id": agent_id, "version": version, "grants": list(grants)}
    if not await tx.insert_if_absent(t, row):
        older = (t.c.company_id == company_id) & (t.c.agent_id == agent_id) & (t.c.version < version)
        await tx.execute(sa.update(t).where(older).values(version=version, grants=list(grants)))


async def forget(tx: Tx, company_id: str, agent_id: str) -> None:
    """Drop the grants of an agent that is deleted."""
    await tx.execute(sa.delete(t).where(t.c.company_id == company_id, t.c.agent_id == agent_id))
