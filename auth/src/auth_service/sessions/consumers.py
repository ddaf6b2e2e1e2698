"""Ends the sessions in a company that is gone."""

from auth_service.deps import Deps
from auth_service.sessions import repo
from kernel.bus import Message

_BATCH = 200


async def end_sessions(deps: Deps, message: Message) -> None:
    """Forget the company's sessions with their tokens; who belongs elsewhere signs in there."""
    while True:
        async with deps.db.begin() as tx:
            ids = await repo.of_company(tx, message.company_id, _BATCH)
            if ids:
                await repo.forget(tx, ids)
        if len(ids) < _BATCH:
            return
