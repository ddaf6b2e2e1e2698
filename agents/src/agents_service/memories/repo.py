"""Every query on memories, each within one company."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from agents_service.memories.tables import agent_memories as m
from kernel.db import Row, Tx


async def all_of(tx: Tx, company_id: str, agent_id: str, now: datetime) -> Sequence[Row]:
    """What an agent remembers that still holds, the newest first."""
    holds = m.c.expires_at.is_(None) | (m.c.expires_at > now)
    return await tx.all(
        sa.select(m).where(m.c.company_id == company_id, m.c.agent_id == agent_id, holds).order_by(m.c.id.desc())
    )


async def get(tx: Tx, company_id: str, agent_id: str, memory_id: str) -> Row | None:
    """One fact."""
    return await tx.one_or_none(
        sa.select(m).where(m.c.company_id == company_id, m.c.agent_id == agent_id, m.c.id == memory_id)
    )


async def by_key(tx: Tx, company_id: str, key: str) -> Row | None:
    """The fact that was kept under this key."""
    return await tx.one_or_none(sa.select(m).where(m.c.company_id == company_id, m.c.creation_key == key))


async def count(tx: Tx, company_id: str, agent_id: str) -> int:
    """How many facts an agent remembers."""
    counted = sa.select(sa.func.count()).select_from(m).where(m.c.company_id == company_id, m.c.agent_id == agent_id)
    return int(await tx.scalar(counted) or 0)


async def insert(tx: Tx, row: Mapping[str, Any]) -> bool:
    """Add a fact, unless its key is there (`row` names its `company_id`)."""
    return await tx.insert_if_absent(m, row)


async def update(tx: Tx, company_id: str, memory_id: str, values: Mapping[str, Any]) -> None:
    """Change a fact."""
    await tx.execute(sa.update(m).where(m.c.company_id == company_id, m.c.id == memory_id).values(**values))


async def used(tx: Tx, company_id: str, ids: Collection[str], now: datetime) -> None:
    """Say that these were recalled."""
    if ids:
        mine = (m.c.company_id == company_id) & m.c.id.in_(ids)
        await tx.execute(sa.update(m).where(mine).values(uses=m.c.uses + 1, used_at=now))


async def delete(tx: Tx, company_id: str, agent_id: str, memory_id: str | None = None) -> int:
    """Forget a fact, or all of them."""
    mine = (m.c.company_id == company_id) & (m.c.agent_id == agent_id)
    if memory_id is not None:
        mine &= m.c.id == memory_id
    return (await tx.execute(sa.delete(m).where(mine))).rowcount


async def forget_expired(tx: Tx, now: datetime) -> None:
    """Forget what holds no more."""
    # across companies: a job forgets what is over, whoever's it is
    await tx.execute(sa.delete(m).where(m.c.expires_at <= now))
