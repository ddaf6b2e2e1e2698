"""Writes when keys were used last."""

from auth_service.apikeys.service import exchange
from auth_service.deps import Deps


async def write_key_uses(deps: Deps) -> None:
    """Write what was noted since the last time, in one transaction."""
    await exchange.write_uses(deps)
