"""Every query on workflows and their versions, each within one company."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from company_service.workflows.tables import workflow_versions, workflows
from kernel.db import Row, Tx
from kernel.paging import Paging


async def get(tx: Tx, company_id: str, workflow_id: str) -> Row | None:
    """One workflow that was not deleted."""
    mine = (workflows.c.company_id == company_id) & (workflows.c.id == workflow_id)
    return await tx.one_or_none(sa.select(workflows).where(mine, workflows.c.deleted_at.is_(None)))


async def head(tx: Tx, company_id: str, workflow_id: str) -> Row | None:
    """What a run needs to know of a workflow that was not deleted; not its graph."""
    columns = (workflows.c.name, workflows.c.agent_id, workflows.c.live_version)
    mine = (workflows.c.company_id == company_id) & (workflows.c.id == workflow_id)
    return await tx.one_or_none(sa.select(*columns).where(mine, workflows.c.deleted_at.is_(None)))


async def page(tx: Tx, company_id: str, agent_id: str | None, hidden: Sequence[str], paging: Paging) -> Sequence[Row]:
    """A page of workflows that are not hidden, without graphs, newest first, and one more row if there is another."""
    columns = [column for column in workflows.c if column.name != "graph"]
    query = sa.select(*columns).where(workflows.c.company_id == company_id, workflows.c.deleted_at.is_(None))
    if agent_id:
        query = query.where(workflows.c.agent_id == agent_id)
    if hidden:
        query = query.where(workflows.c.id.not_in(hidden))
    if paging.after:
        query = query.where(workflows.c.id < paging.after)
    return await tx.all(query.order_by(workflows.c.id.desc()).limit(paging.limit + 1))


async def untouched(tx: Tx, company_id: str, agent_id: str) -> Sequence[Row]:
    """Workflows of an agent as they were made, newest first: the draft was never changed, nothing was published."""
    w = workflows.c
    mine = (workflows.c.company_id == company_id) & (w.agent_id == agent_id) & w.deleted_at.is_(None)
    as_made = (w.draft_revision == 1) & w.live_version.is_(None)
    return await tx.all(sa.select(workflows).where(mine, as_made).order_by(w.id.desc()).limit(50))


async def insert(tx: Tx, row: Mapping[str, Any]) -> bool:
    """Add a workflow unless one with its id is there (`row` names its `company_id`)."""
    return await tx.insert_if_absent(workflows, row)


async def update(tx: Tx, company_id: str, workflow_id: str, revision: int, values: Mapping[str, Any]) -> bool:
    """Change a workflow if its draft is still at this revision."""
    mine = (workflows.c.company_id == company_id) & (workflows.c.id == workflow_id)
    at = (workflows.c.draft_revision == revision) & workflows.c.deleted_at.is_(None)
    return (await tx.execute(sa.update(workflows).where(mine, at).values(**values))).rowcount == 1


async def insert_version(tx: Tx, row: Mapping[str, Any]) -> bool:
    """Add a version unless it is there (`row` names its `company_id`)."""
    return await tx.insert_if_absent(workflow_versions, row)


async def version(tx: Tx, company_id: str, workflow_id: str, number: int) -> Row | None:
    """One version."""
    v = workflow_versions
    mine = (v.c.company_id == company_id) & (v.c.workflow_id == workflow_id) & (v.c.version == number)
    return await tx.one_or_none(sa.select(v).where(mine))


async def graphs(tx: Tx, company_id: str, workflow_id: str, first: int, last: int) -> dict[int, Any]:
    """The graphs of some versions in a row, by number."""
    v = workflow_versions
    mine = (v.c.company_id == company_id) & (v.c.workflow_id == workflow_id)
    rows = await tx.all(sa.select(v.c.version, v.c.graph).where(mine, v.c.version.between(first, last)))
    return {row["version"]: row["graph"] for row in rows}


async def versions(tx: Tx, company_id: str, workflow_id: str, paging: Paging) -> Sequence[Row]:
    """A page of versions without their graphs, newest first, and one more row if there is another page."""
    v = workflow_versions
    columns = [column for column in v.c if column.name != "graph"]
    query = sa.select(*columns).where(v.c.company_id == company_id, v.c.workflow_id == workflow_id)
    if paging.after and paging.after.isascii() and paging.after.isdigit():
        query = query.where(v.c.version < int(paging.after[:9]))
    return await tx.all(query.order_by(v.c.version.desc()).limit(paging.limit + 1))
