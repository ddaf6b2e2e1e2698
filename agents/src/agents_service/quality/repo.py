"""Every query on test cases and trials, each within one company."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from agents_service.quality.tables import knowledge_cases as c
from agents_service.quality.tables import knowledge_trials as t
from kernel.db import Row, Tx
from kernel.paging import Paging


async def cases(tx: Tx, company_id: str, base_id: str, state: str | None = None) -> Sequence[Row]:
    """All test cases of a base, the newest first."""
    query = sa.select(c).where(c.c.company_id == company_id, c.c.base_id == base_id)
    if state:
        query = query.where(c.c.state == state)
    return await tx.all(query.order_by(c.c.id.desc()))


async def case(tx: Tx, company_id: str, base_id: str, case_id: str) -> Row | None:
    """One test case."""
    mine = (c.c.company_id == company_id) & (c.c.base_id == base_id) & (c.c.id == case_id)
    return await tx.one_or_none(sa.select(c).where(mine))


async def insert_cases(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add test cases (each row names its `company_id`)."""
    if rows:
        await tx.execute(sa.insert(c), [dict(row) for row in rows])


async def update_case(tx: Tx, company_id: str, case_id: str, values: Mapping[str, Any]) -> None:
    """Change a test case."""
    await tx.execute(sa.update(c).where(c.c.company_id == company_id, c.c.id == case_id).values(**values))


async def delete_case(tx: Tx, company_id: str, base_id: str, case_id: str) -> int:
    """Remove a test case."""
    mine = (c.c.company_id == company_id) & (c.c.base_id == base_id) & (c.c.id == case_id)
    return (await tx.execute(sa.delete(c).where(mine))).rowcount


async def trials(tx: Tx, company_id: str, base_id: str, paging: Paging) -> Sequence[Row]:
    """A page of trials, the newest first, and one more row if there is another page."""
    query = sa.select(t).where(t.c.company_id == company_id, t.c.base_id == base_id).order_by(t.c.id.desc())
    if paging.after:
        query = query.where(t.c.id < paging.after)
    return await tx.all(query.limit(paging.limit + 1))


async def trial(tx: Tx, company_id: str, base_id: str, trial_id: str) -> Row | None:
    """One trial."""
    mine = (t.c.company_id == company_id) & (t.c.base_id == base_id) & (t.c.id == trial_id)
    return await tx.one_or_none(sa.select(t).where(mine))


async def running_in(tx: Tx, company_id: str, base_id: str) -> Row | None:
    """The trial of a base that runs now."""
    mine = (t.c.company_id == company_id) & (t.c.base_id == base_id) & (t.c.state == "running")
    rows = await tx.all(sa.select(t).where(mine).limit(1))
    return rows[0] if rows else None


async def running(tx: Tx) -> Sequence[Row]:
    """Trials that are to go on."""
    # across companies: a job goes on with what runs, whoever's it is
    return await tx.all(sa.select(t).where(t.c.state == "running").order_by(t.c.id).limit(20))


async def insert_trial(tx: Tx, row: Mapping[str, Any]) -> None:
    """Add a trial (`row` names its `company_id`)."""
    await tx.execute(sa.insert(t).values(**row))


async def go_on(tx: Tx, company_id: str, trial_id: str, values: Mapping[str, Any]) -> bool:
    """Keep how far a trial is, if nobody has stopped it."""
    mine = (t.c.company_id == company_id) & (t.c.id == trial_id) & (t.c.state == "running")
    return (await tx.execute(sa.update(t).where(mine).values(**values))).rowcount == 1


async def forget(tx: Tx, company_id: str, base_id: str) -> None:
    """Delete all that is kept of a base."""
    await tx.execute(sa.delete(c).where(c.c.company_id == company_id, c.c.base_id == base_id))
    await tx.execute(sa.delete(t).where(t.c.company_id == company_id, t.c.base_id == base_id))
