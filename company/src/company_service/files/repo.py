"""Every query on files, each within one company."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from company_service.files.tables import files
from kernel.db import Row, Tx


async def insert(tx: Tx, row: Mapping[str, Any]) -> bool:
    """Add a file unless one with its id is there (`row` names its `company_id`)."""
    return await tx.insert_if_absent(files, row)


async def get(tx: Tx, company_id: str, file_id: str) -> Row | None:
    """One file."""
    return await tx.one_or_none(sa.select(files).where(files.c.company_id == company_id, files.c.id == file_id))


async def existing(tx: Tx, company_id: str, file_ids: Collection[str]) -> set[str]:
    """Which of these files the company has."""
    query = sa.select(files.c.id).where(files.c.company_id == company_id, files.c.id.in_(list(file_ids)))
    return {row["id"] for row in await tx.all(query)}


async def after(tx: Tx, company_id: str, file_id: str, limit: int) -> Sequence[Row]:
    """The files after one, by id."""
    query = sa.select(files).where(files.c.company_id == company_id, files.c.id > file_id)
    return await tx.all(query.order_by(files.c.id).limit(limit))
