"""Forgets questions nobody answered."""

from auth_service.deps import Deps
from auth_service.passkeys import repo


async def forget_challenges(deps: Deps) -> None:
    """Remove challenges that are too old."""
    async with deps.db.begin() as tx:
        await repo.forget_old(tx, deps.clock())
