"""Sends what is due."""

from notifications_service.deliveries import service
from notifications_service.deps import Deps


async def send_due(deps: Deps) -> None:
    """Send every delivery whose time has come."""
    await service.send_due(deps)
