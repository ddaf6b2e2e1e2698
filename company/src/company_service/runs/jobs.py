"""What runs need done every so often."""

from datetime import timedelta

from company_service.deps import Deps
from company_service.runs import repo

_KEEP = timedelta(days=3)
"""Longer than the web edge remembers an Idempotency-Key."""


async def look_at_queue(deps: Deps) -> None:
    """Tell operators how many runs wait for their turn, and for how long."""
    async with deps.db.read() as tx:
        count, oldest = await repo.queue(tx)
    deps.figures.queue(count, oldest, deps.clock())


async def forget_starts(deps: Deps) -> None:
    """Drop which run an old Idempotency-Key began."""
    async with deps.db.begin() as tx:
        await repo.forget_starts(tx, deps.clock() - _KEEP)
