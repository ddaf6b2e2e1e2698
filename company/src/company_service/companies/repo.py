"""Every query on companies, and the one that finds the companies of a person."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from company_service.companies.tables import companies
from company_service.members.tables import members, roles
from kernel.db import Row, Tx


async def insert(tx: Tx, row: Mapping[str, Any]) -> bool:
    """Add a company unless it is there."""
    return await tx.insert_if_absent(companies, row)


async def get(tx: Tx, company_id: str) -> Row | None:
    """One company."""
    return await tx.one_or_none(sa.select(companies).where(companies.c.id == company_id))


async def rename(tx: Tx, company_id: str, name: str) -> None:
    """Give a company another name."""
    await tx.execute(sa.update(companies).where(companies.c.id == company_id).values(name=name))


async def lock(tx: Tx, company_id: str) -> Row | None:
    """One company, which nobody else can change until the commit."""
    return await tx.one_or_none(sa.select(companies).where(companies.c.id == company_id).with_for_update())


async def set_settings(tx: Tx, company_id: str, settings: Mapping[str, Any]) -> None:
    """Replace what a company chose for itself."""
    await tx.execute(sa.update(companies).where(companies.c.id == company_id).values(settings=dict(settings)))


async def memberships(tx: Tx, user_id: str) -> Sequence[Row]:
    """Every company a person is a member of, first joined first."""
    # across companies: signing in asks which companies a person may choose from
    columns = (members.c.company_id, members.c.role, companies.c.name, companies.c.access_version, roles.c.permissions)
    own = (roles.c.company_id == members.c.company_id) & (roles.c.id == members.c.role)
    query = sa.select(*columns).join(companies, companies.c.id == members.c.company_id).outerjoin(roles, own)
    mine = (members.c.user_id == user_id) & members.c.deactivated_at.is_(None)
    return await tx.all(query.where(mine).order_by(members.c.joined_at, members.c.company_id))


async def access_changed(tx: Tx, company_id: str, now: datetime) -> int:
    """Count a change of what members of a company may (it must be locked); answers the new version."""
    row = await get(tx, company_id)
    version = int(row["access_version"]) + 1 if row else 1
    values = {"access_version": version, "access_changed_at": now}
    await tx.execute(sa.update(companies).where(companies.c.id == company_id).values(**values))
    return version


# across companies: services are told of each company whose access changed
async def access_changed_since(tx: Tx, since: datetime) -> Sequence[Row]:
    """The companies whose access changed after this moment."""
    query = sa.select(companies.c.id, companies.c.access_version).where(companies.c.access_changed_at >= since)
    return await tx.all(query.limit(10_000))


async def ask_deletion(tx: Tx, company_id: str, at: datetime | None, by: str | None) -> None:
    """Let a company be deleted at a moment; with none, let it live."""
    values = {"delete_at": at, "delete_asked_by": by}
    await tx.execute(sa.update(companies).where(companies.c.id == company_id).values(**values))


# across companies: whichever is to be deleted by now
async def to_delete(tx: Tx, now: datetime) -> Sequence[str]:
    """Companies whose time of grace is over."""
    query = sa.select(companies.c.id).where(companies.c.delete_at <= now).limit(20)
    return [row["id"] for row in await tx.all(query)]


async def delete(tx: Tx, company_id: str) -> None:
    """Drop a company."""
    await tx.execute(sa.delete(companies).where(companies.c.id == company_id))
