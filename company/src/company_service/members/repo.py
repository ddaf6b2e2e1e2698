"""Every query on members, each within one company."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from company_service.members.tables import members
from kernel.db import Row, Tx
from kernel.paging import Paging


async def insert(tx: Tx, row: Mapping[str, Any]) -> bool:
    """Add a member unless they are one already (`row` names its `company_id`)."""
    return await tx.insert_if_absent(members, row)


async def page(tx: Tx, company_id: str, paging: Paging) -> Sequence[Row]:
    """A page of members by user id, which is the order they signed up in, and one more row if there is another page."""
    query = sa.select(members).where(members.c.company_id == company_id).order_by(members.c.user_id)
    if paging.after:
        query = query.where(members.c.user_id > paging.after)
    return await tx.all(query.limit(paging.limit + 1))


async def meant(tx: Tx, company_id: str, users: Collection[str], roles: Collection[str]) -> Sequence[Row]:
    """The members with one of these ids or one of these roles."""
    one_of = members.c.user_id.in_(list(users)) | members.c.role.in_(list(roles))
    query = sa.select(members).where(members.c.company_id == company_id, one_of)
    return await tx.all(query.order_by(members.c.user_id).limit(1_000))


# across companies: a person has one name and one address in all of them
async def rename_person(tx: Tx, user_id: str, name: str, email: str) -> None:
    """Call a person so in every company they are in."""
    await tx.execute(sa.update(members).where(members.c.user_id == user_id).values(name=name, email=email))


# across companies: who deletes their account leaves every one of them
async def forget_person(tx: Tx, user_id: str) -> None:
    """Let a person be in no company any more."""
    await tx.execute(sa.delete(members).where(members.c.user_id == user_id))
