"""Keeps members as their people are: renamed, at another address, or gone."""

from company_service.deps import Deps
from company_service.members import repo
from contracts.events import AccountDeleted, ProfileChanged
from kernel.bus import Message
from kernel.outbox import first_time

CONSUMER = "members"


async def heed_accounts(deps: Deps, message: Message) -> None:
    """Follow what a person changed of their account, in every company they are in."""
    async with deps.db.begin() as tx:
        if not await first_time(tx, CONSUMER, message):
            return
        if message.topic == AccountDeleted.topic:
            await repo.forget_person(tx, AccountDeleted.model_validate(message.payload).user_id)
        else:
            changed = ProfileChanged.model_validate(message.payload)
            await repo.rename_person(tx, changed.user_id, changed.name, changed.email)
