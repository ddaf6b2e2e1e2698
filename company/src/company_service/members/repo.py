"""Every query on members, each within one company."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from company_service.members.tables import members, roles
from contracts import ids
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


async def meant(tx: Tx, company_id: str, users: Collection[str], named: Collection[str]) -> Sequence[Row]:
    """The active members with one of these ids or one of these roles."""
    one_of = members.c.user_id.in_(list(users)) | members.c.role.in_(list(named))
    active = members.c.deactivated_at.is_(None)
    query = sa.select(members).where(members.c.company_id == company_id, one_of, active)
    return await tx.all(query.order_by(members.c.user_id).limit(1_000))


async def get(tx: Tx, company_id: str, user_id: str) -> Row | None:
    """One member."""
    mine = (members.c.company_id == company_id) & (members.c.user_id == user_id)
    return await tx.one_or_none(sa.select(members).where(mine))


async def by_email(tx: Tx, company_id: str, email: str) -> Row | None:
    """A member with this address."""
    mine = (members.c.company_id == company_id) & (members.c.email == email)
    return await tx.one_or_none(sa.select(members).where(mine).limit(1))


async def update(tx: Tx, company_id: str, user_id: str, values: Mapping[str, Any]) -> None:
    """Change a member."""
    mine = (members.c.company_id == company_id) & (members.c.user_id == user_id)
    await tx.execute(sa.update(members).where(mine).values(**values))


async def delete(tx: Tx, company_id: str, user_id: str) -> None:
    """Let somebody be a member no longer."""
    await tx.execute(sa.delete(members).where(members.c.company_id == company_id, members.c.user_id == user_id))


async def active(tx: Tx, company_id: str, role: str) -> list[str]:
    """Who has this role and is not deactivated."""
    having = (members.c.role == role) & members.c.deactivated_at.is_(None)
    query = sa.select(members.c.user_id).where(members.c.company_id == company_id, having)
    return [row["user_id"] for row in await tx.all(query)]


async def people(tx: Tx, company_id: str) -> list[tuple[str, str]]:
    """Every active person and their role; service accounts are nobody."""
    person = members.c.deactivated_at.is_(None) & ~members.c.user_id.startswith(
        f"{ids.SERVICE_ACCOUNT}_", autoescape=True
    )
    query = sa.select(members.c.user_id, members.c.role).where(members.c.company_id == company_id, person)
    return [(row["user_id"], row["role"]) for row in await tx.all(query)]


async def count_by_role(tx: Tx, company_id: str) -> dict[str, int]:
    """How many members have each role."""
    query = sa.select(members.c.role, sa.func.count().label("n")).where(members.c.company_id == company_id)
    return {row["role"]: int(row["n"]) for row in await tx.all(query.group_by(members.c.role))}


async def own_roles(tx: Tx, company_id: str) -> Sequence[Row]:
    """The roles that the company made for itself, by name."""
    return await tx.all(sa.select(roles).where(roles.c.company_id == company_id).order_by(roles.c.name_key))


async def own_role(tx: Tx, company_id: str, role_id: str) -> Row | None:
    """One of them."""
    mine = (roles.c.company_id == company_id) & (roles.c.id == role_id)
    return await tx.one_or_none(sa.select(roles).where(mine))


async def insert_role(tx: Tx, row: Mapping[str, Any]) -> bool:
    """Add a role unless its name is taken (`row` names its `company_id`)."""
    return await tx.insert_if_absent(roles, row)


async def role_named(tx: Tx, company_id: str, name_key: str) -> str | None:
    """The id of the role with this name, as it is compared."""
    mine = (roles.c.company_id == company_id) & (roles.c.name_key == name_key)
    row = await tx.one_or_none(sa.select(roles.c.id).where(mine))
    return row["id"] if row else None


async def update_role(tx: Tx, company_id: str, role_id: str, version: int, values: Mapping[str, Any]) -> bool:
    """Change a role if it is still at this version."""
    mine = (roles.c.company_id == company_id) & (roles.c.id == role_id) & (roles.c.version == version)
    return (await tx.execute(sa.update(roles).where(mine).values(**values))).rowcount == 1


async def delete_role(tx: Tx, company_id: str, role_id: str) -> None:
    """Drop a role."""
    await tx.execute(sa.delete(roles).where(roles.c.company_id == company_id, roles.c.id == role_id))


async def delete_all(tx: Tx, company_id: str) -> None:
    """Let nobody be a member any more."""
    await tx.execute(sa.delete(members).where(members.c.company_id == company_id))


# across companies: a person has one name and one address in all of them
async def rename_person(tx: Tx, user_id: str, name: str, email: str) -> None:
    """Call a person so in every company they are in."""
    await tx.execute(sa.update(members).where(members.c.user_id == user_id).values(name=name, email=email))


# across companies: who deletes their account leaves every one of them
async def forget_person(tx: Tx, user_id: str) -> None:
    """Let a person be in no company any more."""
    await tx.execute(sa.delete(members).where(members.c.user_id == user_id))
