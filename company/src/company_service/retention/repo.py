"""Every query on what stays of deleted runs, and the one that looks at every company's choice."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from company_service.companies.tables import companies
from company_service.retention.rules import Key
from company_service.retention.tables import run_totals
from kernel.db import Row, Tx


async def choices(tx: Tx, after: str, limit: int) -> Sequence[Row]:
    """Companies by id, each with its settings."""
    query = sa.select(companies.c.id, companies.c.settings).where(companies.c.id > after)
    return await tx.all(query.order_by(companies.c.id).limit(limit))


async def add(tx: Tx, company_id: str, key: Key, more: Mapping[str, float]) -> None:
    """Add to a total, which starts at zero."""
    day, workflow_id, agent_id, status = key
    names = {"company_id": company_id, "day": day, "workflow_id": workflow_id, "agent_id": agent_id, "status": status}
    t = run_totals.c
    mine = (t.company_id == company_id) & (t.day == day) & (t.workflow_id == workflow_id)
    mine &= (t.agent_id == agent_id) & (t.status == status)
    await tx.insert_if_absent(run_totals, {**names, "runs": 0, "cost": 0.0, "seconds": 0.0})
    added = {name: t[name] + amount for name, amount in more.items()}
    await tx.execute(sa.update(run_totals).where(mine).values(**added))


async def deleted_runs(tx: Tx, company_id: str) -> int:
    """How many runs of a company were deleted, test runs apart."""
    return int(
        await tx.scalar(sa.select(sa.func.sum(run_totals.c.runs)).where(run_totals.c.company_id == company_id)) or 0
    )
