"""The newest runs of a workflow and what became of their steps, each question within one company."""

from collections.abc import Collection, Sequence

import sqlalchemy as sa

from company_service.engine.tables import runs, step_runs
from kernel.db import Row, Tx


async def newest(tx: Tx, company_id: str, workflow_id: str, limit: int) -> Sequence[Row]:
    """The newest runs of a workflow, the newest first."""
    mine = (runs.c.company_id == company_id) & (runs.c.workflow_id == workflow_id)
    return await tx.all(sa.select(runs).where(mine).order_by(runs.c.id.desc()).limit(limit))


async def answers(
    tx: Tx, company_id: str, run_ids: Collection[str], steps: Collection[str] | None = None
) -> Sequence[Row]:
    """What became of steps in these runs: all, or those with these ids; of what is in loops the first rounds alone."""
    mine = (step_runs.c.company_id == company_id) & step_runs.c.run_id.in_(list(run_ids))
    over = step_runs.c.status.in_(("succeeded", "failed"))
    first = step_runs.c.iteration.is_(None) | (step_runs.c.iteration == 0)
    query = sa.select(step_runs).where(mine, over, first, step_runs.c.step.not_like("%~undo"))
    if steps is not None:
        query = query.where(
            sa.or_(*(step_runs.c.step.endswith(each, autoescape=True) for each in steps))
        )  # narrowed to the very ids by who asks
    return await tx.all(query.order_by(step_runs.c.run_id.desc(), step_runs.c.step))
