"""Every query on API keys."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from auth_service.apikeys.tables import api_keys as t
from auth_service.sessions.tables import sessions
from kernel.db import Row, Tx
from kernel.paging import Paging


async def add(tx: Tx, row: Mapping[str, Any]) -> None:
    """Add a key (`row` names its `company_id`)."""
    await tx.execute(sa.insert(t).values(**row))


async def page(tx: Tx, company_id: str, user_id: str, paging: Paging) -> Sequence[Row]:
    """Somebody's keys, the newest first, and one more row if there is another page."""
    query = sa.select(t).where(t.c.company_id == company_id, t.c.user_id == user_id).order_by(t.c.id.desc())
    if paging.after:
        query = query.where(t.c.id < paging.after)
    return await tx.all(query.limit(paging.limit + 1))


async def alive(tx: Tx, company_id: str, user_id: str, now: datetime) -> Sequence[Row]:
    """Somebody's good keys, the newest first."""
    good = t.c.revoked_at.is_(None) & (t.c.expires_at.is_(None) | (t.c.expires_at > now))
    query = sa.select(t).where(t.c.company_id == company_id, t.c.user_id == user_id, good)
    return await tx.all(query.order_by(t.c.id.desc()).limit(100))


async def count(tx: Tx, company_id: str, user_id: str, now: datetime) -> int:
    """How many good keys somebody has."""
    alive = t.c.revoked_at.is_(None) & (t.c.expires_at.is_(None) | (t.c.expires_at > now))
    mine = (t.c.company_id == company_id) & (t.c.user_id == user_id)
    return int(await tx.scalar(sa.select(sa.func.count()).select_from(t).where(mine, alive)))


async def get(tx: Tx, company_id: str, key_id: str, *, hold: bool = False) -> Row | None:
    """One key of the company; `hold` keeps it from changing until the commit."""
    query = sa.select(t).where(t.c.company_id == company_id, t.c.id == key_id)
    return await tx.one_or_none(query.with_for_update() if hold else query)


# across companies: a key names its company
async def by_hash(tx: Tx, key_hash: str) -> Row | None:
    """The key with this hash."""
    return await tx.one_or_none(sa.select(t).where(t.c.key_hash == key_hash))


async def expire(tx: Tx, company_id: str, key_id: str, at: datetime) -> None:
    """Let a key end then."""
    await tx.execute(sa.update(t).where(t.c.company_id == company_id, t.c.id == key_id).values(expires_at=at))


async def revoke(tx: Tx, company_id: str, key_id: str, now: datetime, because: str) -> bool:
    """End a key; False when it was ended already."""
    alive = (t.c.company_id == company_id) & (t.c.id == key_id) & t.c.revoked_at.is_(None)
    done = await tx.execute(sa.update(t).where(alive).values(revoked_at=now, revoked_because=because))
    return done.rowcount == 1


# across companies: uses of keys are written together, whichever companies they are of
async def used(tx: Tx, uses: Mapping[str, tuple[datetime, str]]) -> None:
    """Note when and from where keys were used last."""
    one = sa.update(t).where(t.c.id == sa.bindparam("of"))
    values = one.values(last_used_at=sa.bindparam("at"), last_used_from=sa.bindparam("address"))
    await tx.execute(values, [{"of": key, "at": at, "address": address} for key, (at, address) in uses.items()])


# across companies: a backup that was put back is everybody's
async def revoke_everywhere(tx: Tx, key_ids: Collection[str] | None, now: datetime) -> int:
    """End these keys (None: every key) after a backup was put back; how many were alive."""
    query = sa.update(t).where(t.c.revoked_at.is_(None))
    if key_ids is not None:
        query = query.where(t.c.id.in_(list(key_ids)))
    return (await tx.execute(query.values(revoked_at=now, revoked_because="restored"))).rowcount


# across companies: a backup that was put back is everybody's
async def end_sessions(tx: Tx, now: datetime) -> int:
    """End every session after a backup was put back; how many were alive."""
    alive = sa.update(sessions).where(sessions.c.revoked_at.is_(None))
    ended = alive.values(revoked_at=now, revoked_because="restored", current_token=None)
    return (await tx.execute(ended)).rowcount
