"""Every query on companies, and the one that finds the companies of a person."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from company_service.companies.tables import companies
from company_service.members.tables import members
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
    columns = (members.c.company_id, members.c.role, companies.c.name)
    query = sa.select(*columns).join(companies, companies.c.id == members.c.company_id)
    return await tx.all(query.where(members.c.user_id == user_id).order_by(members.c.joined_at, members.c.company_id))
