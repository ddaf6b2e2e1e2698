"""Every query on the edits of drafts, each within one company."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from company_service.edits.tables import draft_edits
from kernel.db import Row, Tx

_c = draft_edits.c
_NEWEST_FIRST = (_c.revision.desc(), _c.nth.desc())


async def insert(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
    """Keep edits, unless they are kept already (each row names its `company_id`)."""
    await tx.insert_absent(draft_edits, rows)


async def turn(
    tx: Tx, company_id: str, workflow_id: str, user_id: str, ids: Collection[str], values: Mapping[str, Any]
) -> None:
    """Change some of a person's edits."""
    mine = (draft_edits.c.company_id == company_id) & (_c.workflow_id == workflow_id) & (_c.user_id == user_id)
    await tx.execute(sa.update(draft_edits).where(mine, _c.id.in_(ids)).values(**values))


async def undone(tx: Tx, company_id: str, workflow_id: str, user_id: str) -> set[str]:
    """Which of a person's edits could be done again."""
    mine = (draft_edits.c.company_id == company_id) & (_c.workflow_id == workflow_id) & (_c.user_id == user_id)
    return {row["id"] for row in await tx.all(sa.select(_c.id).where(mine, _c.state == "undone"))}


async def totals(tx: Tx, company_id: str, workflow_id: str) -> tuple[int, int]:
    """How many edits of a draft are kept, and how many bytes."""
    of_draft = (draft_edits.c.company_id == company_id) & (_c.workflow_id == workflow_id)
    found = await tx.all(sa.select(sa.func.count().label("count"), sa.func.sum(_c.size).label("size")).where(of_draft))
    return int(found[0]["count"]), int(found[0]["size"] or 0)


async def heads(tx: Tx, company_id: str, workflow_id: str) -> Sequence[Row]:
    """The edits of a draft, newest first, without what was done."""
    of_draft = (draft_edits.c.company_id == company_id) & (_c.workflow_id == workflow_id)
    columns = (_c.id, _c.user_id, _c.revision, _c.nth, _c.turned, _c.state, _c.size)
    return await tx.all(sa.select(*columns).where(of_draft).order_by(*_NEWEST_FIRST))


async def some(tx: Tx, company_id: str, workflow_id: str, ids: Collection[str]) -> Sequence[Row]:
    """Some edits, whole, newest first."""
    of_draft = (draft_edits.c.company_id == company_id) & (_c.workflow_id == workflow_id)
    query = sa.select(draft_edits).where(of_draft, _c.id.in_(ids))
    return await tx.all(query.order_by(*_NEWEST_FIRST))


async def of_others(tx: Tx, company_id: str, workflow_id: str, user_id: str, after: int) -> Sequence[Row]:
    """What others did, undid or did again after a revision, newest first, without what it was."""
    of_draft = (draft_edits.c.company_id == company_id) & (_c.workflow_id == workflow_id)
    columns = (_c.user_id, _c.at, _c.places, _c.state, _c.revision, _c.turned)
    query = sa.select(*columns).where(of_draft, _c.user_id != user_id, _c.turned > after)
    return await tx.all(query.order_by(*_NEWEST_FIRST))


async def forget_older(tx: Tx, company_id: str, workflow_id: str, revision: int, nth: int) -> None:
    """Delete the edits of a draft before this one."""
    of_draft = (draft_edits.c.company_id == company_id) & (_c.workflow_id == workflow_id)
    older = (_c.revision < revision) | ((_c.revision == revision) & (_c.nth < nth))
    await tx.execute(sa.delete(draft_edits).where(of_draft, older))


async def forget_draft(tx: Tx, company_id: str, workflow_id: str) -> None:
    """Delete all edits of a draft."""
    of_draft = (draft_edits.c.company_id == company_id) & (_c.workflow_id == workflow_id)
    await tx.execute(sa.delete(draft_edits).where(of_draft))


async def has_older(tx: Tx, company_id: str, before: datetime) -> bool:
    """Whether a company has edits from before a moment."""
    old = (draft_edits.c.company_id == company_id) & (_c.at < before)
    return await tx.scalar(sa.select(_c.id).where(old).limit(1)) is not None


async def forget(tx: Tx, company_id: str, before: datetime, limit: int) -> int:
    """Delete the oldest edits of a company from before a moment, so many at most; answers how many."""
    old = (draft_edits.c.company_id == company_id) & (_c.at < before)
    found = await tx.all(sa.select(_c.workflow_id, _c.id).where(old).order_by(_c.at).limit(limit))
    if found:
        keys = [{"of_workflow": row["workflow_id"], "which": row["id"]} for row in found]
        of_company = draft_edits.c.company_id == company_id
        key = (_c.workflow_id == sa.bindparam("of_workflow")) & (_c.id == sa.bindparam("which"))
        await tx.execute(sa.delete(draft_edits).where(of_company, key), keys)
    return len(found)
