"""What runs need done every so often."""

from datetime import timedelta

from company_service.deps import Deps
from company_service.runs import repo

_KEEP = timedelta(days=3)
"""Longer than the web edge remembers an Idempotency-Key."""


async def forget_starts(deps: Deps) -> None:
    """Drop which run an old Idempotency-Key began."""
    async with deps.db.begin() as tx:
        await repo.forget_starts(tx, deps.clock() - _KEEP)
