"""Forgets links that are too old."""

from auth_service.deps import Deps
from auth_service.links import repo


async def forget_links(deps: Deps) -> None:
    """Remove links nobody can use any more."""
    async with deps.db.begin() as tx:
        await repo.forget_old(tx, deps.clock())
