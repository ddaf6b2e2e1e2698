"""Every query on invitations, each within one company; a token names its invitation whichever company it is in."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from company_service.invitations.tables import invitations as t
from kernel.db import Row, Tx
from kernel.paging import Paging


async def insert(tx: Tx, row: Mapping[str, Any]) -> None:
    """Keep an invitation (`row` names its `company_id`)."""
    await tx.execute(sa.insert(t).values(**row))


async def get(tx: Tx, company_id: str, invitation_id: str) -> Row | None:
    """One invitation, which nobody else can change until the commit."""
    mine = (t.c.company_id == company_id) & (t.c.id == invitation_id)
    return await tx.one_or_none(sa.select(t).where(mine).with_for_update())


async def update(tx: Tx, company_id: str, invitation_id: str, values: Mapping[str, Any]) -> None:
    """Change an invitation."""
    await tx.execute(sa.update(t).where(t.c.company_id == company_id, t.c.id == invitation_id).values(**values))


async def waiting(tx: Tx, company_id: str, paging: Paging) -> Sequence[Row]:
    """Invitations that were neither accepted nor revoked, newest first, and one more if there is another page."""
    open_ones = t.c.accepted_at.is_(None) & t.c.revoked_at.is_(None)
    query = sa.select(t).where(t.c.company_id == company_id, open_ones).order_by(t.c.id.desc())
    if paging.after:
        query = query.where(t.c.id < paging.after)
    return await tx.all(query.limit(paging.limit + 1))


async def revoke_for(tx: Tx, company_id: str, email: str, now: datetime) -> None:
    """Revoke what waits for an address."""
    open_ones = t.c.accepted_at.is_(None) & t.c.revoked_at.is_(None)
    mine = (t.c.company_id == company_id) & (t.c.email == email) & open_ones
    await tx.execute(sa.update(t).where(mine).values(revoked_at=now))


# across companies: a token names its invitation, whichever company it is in
async def by_token(tx: Tx, token_hash: str, *, hold: bool = False) -> Row | None:
    """The invitation with this token; `hold` keeps it from changing until the commit."""
    query = sa.select(t).where(t.c.token_hash == token_hash)
    return await tx.one_or_none(query.with_for_update() if hold else query)
