"""Every query on knowledge bases, each within one company."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from agents_service.bases.problems import KnowledgeBaseNotFound
from agents_service.bases.tables import bases
from kernel.db import Row, Tx
from kernel.paging import Paging


async def get(tx: Tx, company_id: str, base_id: str) -> Row:
    """One knowledge base. Raises `KnowledgeBaseNotFound`."""
    row = await tx.one_or_none(sa.select(bases).where(bases.c.company_id == company_id, bases.c.id == base_id))
    if row is None:
        raise KnowledgeBaseNotFound("Look it up in the list of knowledge bases.")
    return row


async def all_of(tx: Tx, company_id: str) -> Sequence[Row]:
    """Every base of a company (the newest thousand)."""
    query = sa.select(bases).where(bases.c.company_id == company_id)
    return await tx.all(query.order_by(bases.c.id.desc()).limit(1_000))


async def page(tx: Tx, company_id: str, paging: Paging) -> Sequence[Row]:
    """A page, newest first, and one more row if there is another page."""
    query = sa.select(bases).where(bases.c.company_id == company_id).order_by(bases.c.id.desc())
    if paging.after:
        query = query.where(bases.c.id < paging.after)
    return await tx.all(query.limit(paging.limit + 1))


async def insert(tx: Tx, row: Mapping[str, Any]) -> None:
    """Add one (`row` names its `company_id`)."""
    await tx.execute(sa.insert(bases).values(**row))


async def update(tx: Tx, company_id: str, base_id: str, version: int, values: Mapping[str, Any]) -> bool:
    """Change one if it is still at this version."""
    mine = (bases.c.company_id == company_id) & (bases.c.id == base_id) & (bases.c.version == version)
    return (await tx.execute(sa.update(bases).where(mine).values(**values))).rowcount == 1


async def delete(tx: Tx, company_id: str, base_id: str) -> None:
    """Remove its row."""
    await tx.execute(sa.delete(bases).where(bases.c.company_id == company_id, bases.c.id == base_id))


async def next_positions(tx: Tx, company_id: str, base_id: str, count: int = 1) -> int:
    """Take so many positions for changes that become true with this transaction; answers the first.

    Holds the base's row until the end: positions become visible in their order. Raises `KnowledgeBaseNotFound`.
    """
    mine = (bases.c.company_id == company_id) & (bases.c.id == base_id)
    await tx.execute(sa.update(bases).where(mine).values(position=bases.c.position + count))
    last = await tx.scalar(sa.select(bases.c.position).where(mine))
    if last is None:
        raise KnowledgeBaseNotFound("It was deleted in the meantime.")
    return int(last) - count + 1


async def changing_model(tx: Tx) -> Sequence[Row]:
    """The bases of all companies whose model is being changed."""
    # across companies: a worker embeds anew what is to be, whoever's it is
    return await tx.all(sa.select(bases).where(bases.c.next_model.is_not(None)).limit(50))


async def switch_model(tx: Tx, company_id: str, base_id: str, model: str) -> bool:
    """Let `next_model` be the one that is searched, if it is still this one."""
    mine = (bases.c.company_id == company_id) & (bases.c.id == base_id) & (bases.c.next_model == model)
    values = {"model": model, "next_model": None, "version": bases.c.version + 1}
    return (await tx.execute(sa.update(bases).where(mine).values(values))).rowcount == 1
