"""Forgets the provider of a company that is gone."""

from auth_service.deps import Deps
from auth_service.providers import repo as providers
from auth_service.sso import repo
from kernel.bus import Message


async def forget_provider(deps: Deps, message: Message) -> None:
    """Forget provider, domains and whom it vouched for; once more changes nothing."""
    async with deps.db.begin() as tx:
        await providers.forget(tx, message.company_id)
        await repo.forget(tx, message.company_id)
