"""What other services ask of agents, and the agents they make."""

from typing import cast

from agents_service.agents import repo
from agents_service.agents.service import manage, views
from agents_service.deps import Deps
from agents_service.metrics import service as metrics
from contracts import ids
from contracts.agents import AgentBrief, AgentBriefs, AgentDescription, AgentInput, AgentSummary
from kernel.db import Row
from kernel.identity import Principal


async def create_once(agent: AgentInput, key: str, *, by: Principal, deps: Deps) -> AgentSummary:
    """Create an active agent for another service; the same key again answers the one that is there."""
    async with deps.db.begin() as tx:
        await manage.insert(tx, deps.new_id(ids.AGENT), agent, "active", "Created", key=key, by=by, deps=deps)
        row = await repo.by_creation_key(tx, by.company_id, key)
        return views.summary(cast("Row", row))


async def summary(agent_id: str, *, by: Principal, deps: Deps) -> AgentSummary:
    """What other services need to know of an agent."""
    async with deps.db.read() as tx:
        return views.summary(await views.found(tx, agent_id, by))


async def describe(agent_id: str, *, by: Principal, deps: Deps) -> AgentDescription:
    """All of an agent, for the service that lets it work."""
    async with deps.db.read() as tx:
        row = await views.found(tx, agent_id, by)
        agent = AgentInput.model_validate(row["content"])
        limit, left = agent.budget.monthly_usd, None
        if limit is not None:
            left = max(0.0, limit - await metrics.spent_this_month(tx, by.company_id, agent_id, deps.clock()))
    return AgentDescription(**views.summary(row).model_dump(), agent=agent, left_usd=left)


async def briefs(*, by: Principal, deps: Deps) -> AgentBriefs:
    """Every agent of the company in brief, for the service that shows its figures."""
    async with deps.db.read() as tx:
        rows = await repo.briefs(tx, by.company_id)
    minutes = [(row, float(row["content"].get("minutes_saved_per_run") or 0)) for row in rows]
    return AgentBriefs(
        items=[AgentBrief(id=row["id"], name=row["name"], minutes_saved_per_run=saved) for row, saved in minutes]
    )


async def made(prefix: str, *, by: Principal, deps: Deps) -> list[AgentSummary]:
    """The agents that another service created with keys that begin like this."""
    async with deps.db.read() as tx:
        return [views.summary(row) for row in await repo.by_key_prefix(tx, by.company_id, prefix)]


async def remove(agent_id: str, *, by: Principal, deps: Deps) -> None:
    """Delete an agent with its figures, whatever its status, for the service that made it."""
    async with deps.db.begin() as tx:
        if await repo.get(tx, by.company_id, agent_id):
            await manage.forget(tx, agent_id, by)
