"""Every query on grants, each within one company."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from company_service.grants.tables import grants, shared_resources
from kernel.db import Row, Tx


async def shared(tx: Tx, company_id: str, resource: str) -> Row | None:
    """Whether a resource is restricted, and at which version; None when it was always open."""
    s = shared_resources
    return await tx.one_or_none(sa.select(s).where(s.c.company_id == company_id, s.c.resource == resource))


async def restricted(tx: Tx, company_id: str) -> list[str]:
    """Every restricted resource of a company."""
    s = shared_resources
    query = sa.select(s.c.resource).where(s.c.company_id == company_id, s.c.restricted.is_(True))
    return [row["resource"] for row in await tx.all(query)]


async def of(tx: Tx, company_id: str, resources: Sequence[str]) -> Sequence[Row]:
    """The grants on some resources."""
    mine = (grants.c.company_id == company_id) & grants.c.resource.in_(resources)
    return await tx.all(sa.select(grants).where(mine).order_by(grants.c.resource, grants.c.to))


async def to(tx: Tx, company_id: str, addresses: Sequence[str]) -> Sequence[Row]:
    """The grants to some people and roles."""
    return await tx.all(sa.select(grants).where(grants.c.company_id == company_id, grants.c.to.in_(addresses)))


async def replace(tx: Tx, company_id: str, resource: str, rows: Sequence[Mapping[str, Any]]) -> int:
    """Let a resource have these grants alone (none: it is open); answers its new version."""
    s = shared_resources
    row = {"company_id": company_id, "resource": resource, "version": 0, "restricted": False}
    await tx.insert_if_absent(s, row)
    mine = (s.c.company_id == company_id) & (s.c.resource == resource)
    await tx.execute(sa.update(s).where(mine).values(version=s.c.version + 1, restricted=bool(rows)))
    await tx.execute(sa.delete(grants).where(grants.c.company_id == company_id, grants.c.resource == resource))
    if rows:
        await tx.execute(sa.insert(grants), [dict(each) for each in rows])
    return int(await tx.scalar(sa.select(s.c.version).where(mine)) or 1)
