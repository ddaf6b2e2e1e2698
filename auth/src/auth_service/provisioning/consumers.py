"""Forgets what directories said of companies and accounts that are gone."""

from auth_service.deps import Deps
from auth_service.provisioning import repo
from contracts.events import AccountDeleted
from kernel.bus import Message


async def forget_provisioned(deps: Deps, message: Message) -> None:
    """Forget a company's directory, or a person; once more changes nothing."""
    async with deps.db.begin() as tx:
        if message.topic == AccountDeleted.topic:
            await repo.forget_user(tx, AccountDeleted.model_validate(message.payload).user_id)
        else:
            await repo.forget(tx, message.company_id)
