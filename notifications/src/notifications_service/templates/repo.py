"""Every query on templates, each within one company."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from kernel.db import Row, Tx
from notifications_service.templates.tables import templates as t


async def newest(tx: Tx, company_id: str, name: str) -> Row | None:
    """The company's newest version of a template."""
    query = sa.select(t).where(t.c.company_id == company_id, t.c.name == name)
    return await tx.one_or_none(query.order_by(t.c.version.desc()).limit(1))


async def every_newest(tx: Tx, company_id: str) -> Sequence[Row]:
    """The newest version of each of the company's templates."""
    last = sa.select(t.c.name, sa.func.max(t.c.version).label("version")).where(t.c.company_id == company_id)
    found = last.group_by(t.c.name).subquery()
    same = (t.c.name == found.c.name) & (t.c.version == found.c.version)
    return await tx.all(sa.select(t).join(found, same).where(t.c.company_id == company_id).order_by(t.c.name))


async def versions(tx: Tx, company_id: str, name: str) -> Sequence[Row]:
    """The company's versions of a template, newest first."""
    query = sa.select(t).where(t.c.company_id == company_id, t.c.name == name)
    return await tx.all(query.order_by(t.c.version.desc()).limit(200))


async def add(tx: Tx, row: Mapping[str, Any]) -> bool:
    """Add a version, unless it is there already (`row` names its `company_id`)."""
    return await tx.insert_if_absent(t, row)
