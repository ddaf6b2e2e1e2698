"""Forgets sessions that are over."""

from datetime import timedelta

from auth_service.deps import Deps
from auth_service.sessions import repo, rules

_KEPT = timedelta(days=7)
_BATCH = 200


async def forget_sessions(deps: Deps) -> None:
    """Drop sealed tokens after their grace, sign-ins nobody went on with, and sessions a while after they expired."""
    now = deps.clock()
    async with deps.db.begin() as tx:
        await repo.forget_current_tokens(tx, now - 2 * rules.GRACE)
        await repo.forget_waiting(tx, now)
    while True:
        async with deps.db.begin() as tx:
            ids = await repo.ended(tx, now - _KEPT, _BATCH)
            if ids:
                await repo.forget(tx, ids)
        if len(ids) < _BATCH:
            return
