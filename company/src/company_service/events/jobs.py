"""What events need done every so often."""

from company_service.deps import Deps
from company_service.events import service


async def check_new_waits(deps: Deps) -> None:
    """Let steps that have just begun to wait have what came before."""
    await service.check_new_waits(deps)


async def forget_events(deps: Deps) -> None:
    """Drop old events."""
    await service.forget(deps)
