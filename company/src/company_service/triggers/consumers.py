"""What triggers hear: events that were accepted, and runs that ended."""

from company_service.deps import Deps
from company_service.events import service as events
from company_service.events.schemas import EventHappened
from company_service.triggers.service import listening
from contracts.events import RunEnded
from kernel.bus import Message


async def hear(deps: Deps, message: Message) -> None:
    """Start what is to start. A repeat starts nothing twice: a run's id is made from what was heard."""
    if message.topic == RunEnded.topic:
        ended = RunEnded.model_validate(message.payload)
        await listening.hear_end(ended.company_id, ended.run_id, ended.workflow_id, deps)
        return
    happened = EventHappened.model_validate(message.payload)
    event = await events.find(happened.company_id, happened.event_id, deps)
    if event is not None:
        await listening.hear_event(event, deps)
