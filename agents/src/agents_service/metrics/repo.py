"""Every query on the totals."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from agents_service.metrics.tables import agent_metrics as t
from kernel.db import Row, Tx

_ZERO = {"runs": 0, "succeeded": 0, "failed": 0, "waiting": 0, "seconds": 0.0, "cost": 0.0}


async def of(tx: Tx, company_id: str, agent_ids: Sequence[str]) -> dict[str, Row]:
    """The totals of these agents, by agent; those without any run are left out."""
    if not agent_ids:
        return {}
    rows = await tx.all(sa.select(t).where(t.c.company_id == company_id, t.c.agent_id.in_(agent_ids)))
    return {row["agent_id"]: row for row in rows}


async def add(tx: Tx, company_id: str, agent_id: str, change: Mapping[str, float]) -> None:
    """Add to the totals, which start at zero."""
    await tx.insert_if_absent(t, {"agent_id": agent_id, "company_id": company_id, **_ZERO})
    values: dict[str, Any] = {name: t.c[name] + amount for name, amount in change.items()}
    await tx.execute(sa.update(t).where(t.c.company_id == company_id, t.c.agent_id == agent_id).values(**values))


async def forget(tx: Tx, company_id: str, agent_id: str) -> None:
    """Delete an agent's totals."""
    await tx.execute(sa.delete(t).where(t.c.company_id == company_id, t.c.agent_id == agent_id))
