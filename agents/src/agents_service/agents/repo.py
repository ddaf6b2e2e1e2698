"""Every query on agents, each within one company."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from agents_service.agents.tables import agent_versions, agents
from agents_service.metrics.rules.health import AgentPause
from kernel.db import Row, Tx
from kernel.paging import Paging


async def get(tx: Tx, company_id: str, agent_id: str) -> Row | None:
    """One agent."""
    return await tx.one_or_none(sa.select(agents).where(agents.c.company_id == company_id, agents.c.id == agent_id))


async def by_creation_key(tx: Tx, company_id: str, key: str) -> Row | None:
    """The agent created under this key."""
    mine = (agents.c.company_id == company_id) & (agents.c.creation_key == key)
    return await tx.one_or_none(sa.select(agents).where(mine))


async def by_key_prefix(tx: Tx, company_id: str, prefix: str) -> Sequence[Row]:
    """The agents created under keys that begin like this."""
    mine = (agents.c.company_id == company_id) & agents.c.creation_key.startswith(prefix, autoescape=True)
    return await tx.all(sa.select(agents).where(mine).order_by(agents.c.id).limit(500))


async def page(tx: Tx, company_id: str, status: str | None, hidden: Sequence[str], paging: Paging) -> Sequence[Row]:
    """A page of agents that are not hidden, newest first, and one more row if there is another page."""
    query = sa.select(agents).where(agents.c.company_id == company_id).order_by(agents.c.id.desc())
    if status:
        query = query.where(agents.c.status == status)
    if hidden:
        query = query.where(agents.c.id.not_in(hidden))
    if paging.after:
        query = query.where(agents.c.id < paging.after)
    return await tx.all(query.limit(paging.limit + 1))


async def briefs(tx: Tx, company_id: str) -> Sequence[Row]:
    """Every agent of a company (the newest ten thousand): id, name and content."""
    query = sa.select(agents.c.id, agents.c.name, agents.c.content).where(agents.c.company_id == company_id)
    return await tx.all(query.order_by(agents.c.id.desc()).limit(10_000))


async def insert(tx: Tx, row: Mapping[str, Any]) -> bool:
    """Add an agent, unless one with its id or creation key is there (`row` names its `company_id`)."""
    return await tx.insert_if_absent(agents, row)


async def update(tx: Tx, company_id: str, agent_id: str, version: int, values: Mapping[str, Any]) -> bool:
    """Change an agent if it is still at this version."""
    mine = (agents.c.company_id == company_id) & (agents.c.id == agent_id) & (agents.c.version == version)
    return (await tx.execute(sa.update(agents).where(mine).values(**values))).rowcount == 1


async def set_status(
    tx: Tx, company_id: str, agent_id: str, status: str, pause: AgentPause | None, *, now: datetime
) -> None:  # fmt: skip
    """Let an agent take a status, and keep why it is paused."""
    kept = pause.model_dump(mode="json") if pause else None
    values = {"status": status, "pause": kept, "pause_until": pause.until if pause else None, "updated_at": now}
    await tx.execute(sa.update(agents).where(agents.c.company_id == company_id, agents.c.id == agent_id).values(values))


async def renewing(tx: Tx, now: datetime) -> Sequence[Row]:
    """Paused agents that go on by now."""
    # across companies: a job lets go on what is due, whoever's it is
    return await tx.all(sa.select(agents).where(agents.c.status == "paused", agents.c.pause_until <= now).limit(500))


async def set_owner(tx: Tx, company_id: str, agent_id: str, owner_id: str, now: datetime) -> None:
    """Give an agent another owner."""
    mine = (agents.c.company_id == company_id) & (agents.c.id == agent_id)
    await tx.execute(sa.update(agents).where(mine).values(owner_id=owner_id, updated_at=now))


async def version(tx: Tx, company_id: str, agent_id: str, number: int) -> Row | None:
    """How an agent was at a version."""
    v = agent_versions
    mine = (v.c.company_id == company_id) & (v.c.agent_id == agent_id) & (v.c.version == number)
    return await tx.one_or_none(sa.select(v).where(mine))


async def delete(tx: Tx, company_id: str, agent_id: str) -> None:
    """Remove an agent and its versions."""
    mine = (agent_versions.c.company_id == company_id) & (agent_versions.c.agent_id == agent_id)
    await tx.execute(sa.delete(agent_versions).where(mine))
    await tx.execute(sa.delete(agents).where(agents.c.company_id == company_id, agents.c.id == agent_id))


async def insert_version(tx: Tx, row: Mapping[str, Any]) -> None:
    """Add a version (`row` names its `company_id`)."""
    await tx.execute(sa.insert(agent_versions).values(**row))


async def versions(tx: Tx, company_id: str, agent_id: str, paging: Paging) -> Sequence[Row]:
    """A page of an agent's versions, newest first, and one more row if there is another page."""
    v = agent_versions
    query = sa.select(v).where(v.c.company_id == company_id, v.c.agent_id == agent_id).order_by(v.c.version.desc())
    if paging.after and paging.after.isdigit():
        query = query.where(v.c.version < int(paging.after[:9]))
    return await tx.all(query.limit(paging.limit + 1))
