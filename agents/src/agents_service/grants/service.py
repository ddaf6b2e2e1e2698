"""What somebody may do with a restricted agent."""

from collections.abc import Sequence

from agents_service.deps import Deps
from agents_service.grants import repo
from contracts.access import Level, level_of
from contracts.events import ResourceShared
from contracts.ids import AGENT
from kernel.db import Tx
from kernel.identity import Principal


async def level(tx: Tx, agent_id: str, by: Principal) -> Level | None:
    """What somebody may do with an agent: anything (`edit`) when it is open."""
    grants = await repo.of(tx, by.company_id, agent_id)
    return level_of(grants, by) if grants else "edit"


async def hidden(tx: Tx, by: Principal) -> Sequence[str]:
    """The agents that somebody may not see."""
    rows = await repo.all_of(tx, by.company_id)
    return [row["agent_id"] for row in rows if row["grants"] and level_of(row["grants"], by) is None]


async def note(shared: ResourceShared, *, deps: Deps) -> None:
    """Who may see an agent was decided."""
    if not shared.resource.startswith(f"{AGENT}_"):
        return
    grants = [grant.model_dump() for grant in shared.grants]
    async with deps.db.begin() as tx:
        await repo.replace(tx, shared.company_id, shared.resource, shared.version, grants)
