"""Hears who may see which agent."""

from agents_service.deps import Deps
from agents_service.grants import service
from contracts.events import ResourceShared
from kernel.bus import Message


async def heed_sharing(deps: Deps, message: Message) -> None:
    """Keep the newest grants; an earlier list that comes late or again changes nothing."""
    await service.note(ResourceShared.model_validate(message.payload), deps=deps)
