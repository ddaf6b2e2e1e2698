"""Forgets sign-ins that nobody went on with."""

from auth_service.deps import Deps
from auth_service.sessions.rules import LIFE
from auth_service.sso import repo


async def forget_sso_attempts(deps: Deps) -> None:
    """Remove attempts that are too old, and where sessions that are over were signed out."""
    async with deps.db.begin() as tx:
        await repo.forget_old(tx, deps.clock())
        await repo.forget_old_sessions(tx, deps.clock() - LIFE)
