"""The queue of runs that ended: the engine puts each there in the commit that ends it."""

from collections.abc import Sequence

import sqlalchemy as sa

from company_service.engine.tables import run_ends
from kernel.db import Row, Tx


async def ended(tx: Tx, limit: int) -> Sequence[Row]:
    """Runs in the queue of those that ended: of one company, the newest first, for those are asked about."""
    # across companies: what follows the end of runs is done whoever's they are
    newest = run_ends.c.run_id.desc()
    company_id = await tx.scalar(sa.select(run_ends.c.company_id).order_by(newest).limit(1))
    mine = run_ends.c.company_id == company_id
    return await tx.all(sa.select(run_ends).where(mine).order_by(newest).limit(limit))
