"""Forgets with the agent."""

from agents_service.deps import Deps
from agents_service.memories import service
from contracts.events import AgentChanged
from kernel.bus import Message


async def heed_agent(deps: Deps, message: Message) -> None:
    """What a deleted agent remembered is forgotten."""
    changed = AgentChanged.model_validate(message.payload)
    if changed.status == "deleted":
        await service.forget_agent(changed.agent_id, changed.company_id, deps=deps)
