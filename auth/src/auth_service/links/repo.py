"""Every query on links."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from auth_service.links.tables import links as t
from kernel.db import Row, Tx


async def add(tx: Tx, row: Mapping[str, Any]) -> None:
    """Add a link."""
    await tx.execute(sa.insert(t).values(**row))


async def get(tx: Tx, token_hash: str, kind: str, now: datetime) -> Row | None:
    """The link with this token, unless it is too old."""
    good = (t.c.token_hash == token_hash) & (t.c.kind == kind) & (t.c.expires_at > now)
    return await tx.one_or_none(sa.select(t).where(good))


async def take(tx: Tx, token_hash: str, kind: str, now: datetime) -> Row | None:
    """The link with this token, which is none any more; None when it is not there or too old."""
    row = await get(tx, token_hash, kind, now)
    if row is None:
        return None
    gone = await tx.execute(sa.delete(t).where(t.c.token_hash == token_hash))
    return row if gone.rowcount == 1 else None


async def given_since(tx: Tx, user_id: str, kind: str, since: datetime) -> int:
    """How many links of this kind a person got since then."""
    mine = (t.c.user_id == user_id) & (t.c.kind == kind) & (t.c.created_at > since)
    return int(await tx.scalar(sa.select(sa.func.count()).select_from(t).where(mine)))


async def forget(tx: Tx, user_id: str) -> None:
    """Let no link of a person work any more."""
    await tx.execute(sa.delete(t).where(t.c.user_id == user_id))


async def forget_old(tx: Tx, now: datetime) -> None:
    """Remove links that are too old."""
    await tx.execute(sa.delete(t).where(t.c.expires_at < now))
