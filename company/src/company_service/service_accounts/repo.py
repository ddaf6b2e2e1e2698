"""Every query on service accounts, each within one company. They are rows of members, told by their ids."""

from collections.abc import Sequence

import sqlalchemy as sa

from company_service.members.tables import members
from contracts import ids
from kernel.db import Row, Tx
from kernel.paging import Paging

_OURS = members.c.user_id.startswith(f"{ids.SERVICE_ACCOUNT}_", autoescape=True)


async def page(tx: Tx, company_id: str, paging: Paging) -> Sequence[Row]:
    """A page of service accounts, oldest first, and one more row if there is another page."""
    query = sa.select(members).where(members.c.company_id == company_id, _OURS).order_by(members.c.user_id)
    if paging.after:
        query = query.where(members.c.user_id > paging.after)
    return await tx.all(query.limit(paging.limit + 1))


async def get(tx: Tx, company_id: str, account_id: str) -> Row | None:
    """One service account."""
    mine = (members.c.company_id == company_id) & (members.c.user_id == account_id) & _OURS
    return await tx.one_or_none(sa.select(members).where(mine))


async def count(tx: Tx, company_id: str) -> int:
    """How many there are."""
    mine = (members.c.company_id == company_id) & _OURS
    return int(await tx.scalar(sa.select(sa.func.count()).select_from(members).where(mine)))


async def change(tx: Tx, company_id: str, account_id: str, name: str, role: str) -> None:
    """Give it another name or role."""
    mine = (members.c.company_id == company_id) & (members.c.user_id == account_id) & _OURS
    await tx.execute(sa.update(members).where(mine).values(name=name, role=role))


async def remove(tx: Tx, company_id: str, account_id: str) -> bool:
    """Remove it; its keys then stand for nobody."""
    mine = (members.c.company_id == company_id) & (members.c.user_id == account_id) & _OURS
    return (await tx.execute(sa.delete(members).where(mine))).rowcount == 1
