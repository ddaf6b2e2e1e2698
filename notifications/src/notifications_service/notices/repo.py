"""Every query on notices, each within one company."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from kernel.db import Row, Tx
from kernel.paging import Paging
from notifications_service.notices.tables import notices, recipients


async def add(tx: Tx, row: Mapping[str, Any]) -> bool:
    """Add a notice, unless one with its creation key is there (`row` names its `company_id`)."""
    return await tx.insert_if_absent(notices, row)


async def by_creation_key(tx: Tx, company_id: str, key: str) -> Row | None:
    """The notice created under this key."""
    mine = (notices.c.company_id == company_id) & (notices.c.creation_key == key)
    return await tx.one_or_none(sa.select(notices).where(mine))


async def add_recipients(tx: Tx, company_id: str, notice_id: str, user_ids: Sequence[str]) -> None:
    """Let people see a notice."""
    rows = [{"company_id": company_id, "user_id": user, "notice_id": notice_id, "read_at": None} for user in user_ids]
    if rows:
        await tx.execute(sa.insert(recipients), rows)


def _mine(company_id: str, user_id: str) -> sa.Select[Any]:
    joined = notices.c.id == recipients.c.notice_id
    query = sa.select(notices, recipients.c.read_at).join(recipients, joined)
    own = (recipients.c.company_id == company_id) & (recipients.c.user_id == user_id)
    return query.where(own, notices.c.company_id == company_id)


async def page(tx: Tx, company_id: str, user_id: str, paging: Paging, *, only_unread: bool) -> Sequence[Row]:
    """A page of somebody's notices, newest first, and one more row if there is another page."""
    query = _mine(company_id, user_id).order_by(recipients.c.notice_id.desc())
    if only_unread:
        query = query.where(recipients.c.read_at.is_(None), recipients.c.company_id == company_id)
    if paging.after:
        query = query.where(recipients.c.notice_id < paging.after)
    return await tx.all(query.limit(paging.limit + 1))


async def get(tx: Tx, company_id: str, user_id: str, notice_id: str) -> Row | None:
    """One of somebody's notices."""
    return await tx.one_or_none(_mine(company_id, user_id).where(notices.c.id == notice_id))


async def read(tx: Tx, company_id: str, user_id: str, notice_id: str, now: datetime) -> None:
    """Note that somebody has read a notice, unless that is noted."""
    r = recipients
    mine = (r.c.company_id == company_id) & (r.c.user_id == user_id) & (r.c.notice_id == notice_id)
    await tx.execute(sa.update(r).where(mine, r.c.read_at.is_(None)).values(read_at=now))
