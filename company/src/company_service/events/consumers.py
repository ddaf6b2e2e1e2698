"""What is done about an event once it is on disk."""

from company_service.deps import Deps
from company_service.events import service
from company_service.events.schemas import EventHappened
from kernel.bus import Message


async def wake_waiting(deps: Deps, message: Message) -> None:
    """Tell the steps that wait for it. A repeat finds nobody waiting any more."""
    happened = EventHappened.model_validate(message.payload)
    event = await service.find(happened.company_id, happened.event_id, deps)
    if event is not None:
        await service.wake(event, deps)
