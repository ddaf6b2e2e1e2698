"""Forgets attempts that no longer count."""

from auth_service.deps import Deps
from auth_service.throttle import repo


async def forget_attempts(deps: Deps) -> None:
    """Remove allowances that are whole again."""
    async with deps.db.begin() as tx:
        await repo.forget_whole(tx, deps.clock())
