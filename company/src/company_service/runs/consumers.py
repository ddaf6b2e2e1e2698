"""What other services tell that concerns runs."""

from company_service.deps import Deps
from company_service.runs.service import control
from contracts.events import AgentChanged
from kernel.bus import Message
from kernel.identity import Principal


async def heed_agent(deps: Deps, message: Message) -> None:
    """A paused agent holds its runs back; they go on when it is active again, and end as they may when it is gone."""
    changed = AgentChanged.model_validate(message.payload)
    by = Principal(kind="service", company_id=changed.company_id, service="agents")
    if changed.status == "paused":
        await control.pause("agent", changed.agent_id, "", by=by, deps=deps)
    else:
        await control.resume("agent", changed.agent_id, by=by, deps=deps)
