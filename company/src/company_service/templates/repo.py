"""Every query on what was made to try things out, each within one company."""

from collections.abc import Collection, Sequence

import sqlalchemy as sa

from company_service.demo.tables import demos
from company_service.engine.tables import runs
from company_service.workflows.tables import workflows
from kernel.db import Row, Tx


async def samples(tx: Tx, company_id: str, tried_by: Collection[str]) -> Sequence[Row]:
    """The workflow of the sample company, and what these agents have that is as it was made; names and ids."""
    w = workflows.c
    demo = sa.select(demos.c.workflow_id).where(demos.c.company_id == company_id).scalar_subquery()
    as_made = w.agent_id.in_(tried_by) & (w.draft_revision == 1) & w.live_version.is_(None)
    mine = (workflows.c.company_id == company_id) & w.deleted_at.is_(None) & ((w.id == demo) | as_made)
    return await tx.all(sa.select(w.id, w.name).where(mine).order_by(w.id))


async def agents_with_others(
    tx: Tx, company_id: str, agent_ids: Collection[str], workflow_ids: Collection[str]
) -> set[str]:
    """Which of these agents have workflows besides these."""
    w = workflows.c
    mine = (workflows.c.company_id == company_id) & w.deleted_at.is_(None) & w.agent_id.in_(agent_ids)
    rows = await tx.all(sa.select(w.agent_id).where(mine, w.id.not_in(workflow_ids)).distinct())
    return {row["agent_id"] for row in rows}


async def count_runs(tx: Tx, company_id: str, workflow_ids: Collection[str]) -> int:
    """How many runs these workflows have."""
    mine = (runs.c.company_id == company_id) & runs.c.workflow_id.in_(workflow_ids)
    return int(await tx.scalar(sa.select(sa.func.count()).select_from(runs).where(mine)) or 0)
