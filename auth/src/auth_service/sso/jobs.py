"""Forgets sign-ins that nobody went on with."""

from auth_service.deps import Deps
from auth_service.sso import repo


async def forget_sso_attempts(deps: Deps) -> None:
    """Remove attempts that are too old."""
    async with deps.db.begin() as tx:
        await repo.forget_old(tx, deps.clock())
