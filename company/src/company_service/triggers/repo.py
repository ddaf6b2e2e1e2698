"""Every query on triggers, each within one company unless it says why not."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from company_service.engine.tables import journal, runs, step_runs
from company_service.triggers.tables import triggers
from kernel.db import Row, Tx
from kernel.paging import Paging


async def insert(tx: Tx, row: Mapping[str, Any]) -> bool:
    """Add a trigger (`row` names its `company_id`)."""
    return await tx.insert_if_absent(triggers, row)


async def get(tx: Tx, company_id: str, workflow_id: str, trigger_id: str) -> Row | None:
    """One trigger of a workflow."""
    mine = (triggers.c.company_id == company_id) & (triggers.c.workflow_id == workflow_id)
    return await tx.one_or_none(sa.select(triggers).where(mine, triggers.c.id == trigger_id))


async def count(tx: Tx, company_id: str, workflow_id: str) -> int:
    """How many triggers a workflow has."""
    mine = (triggers.c.company_id == company_id) & (triggers.c.workflow_id == workflow_id)
    return int(await tx.scalar(sa.select(sa.func.count()).select_from(triggers).where(mine)) or 0)


async def page(tx: Tx, company_id: str, workflow_id: str, paging: Paging) -> Sequence[Row]:
    """A page of a workflow's triggers, newest first, and one more row if there is another page."""
    mine = (triggers.c.company_id == company_id) & (triggers.c.workflow_id == workflow_id)
    query = sa.select(triggers).where(mine)
    if paging.after:
        query = query.where(triggers.c.id < paging.after)
    return await tx.all(query.order_by(triggers.c.id.desc()).limit(paging.limit + 1))


async def update(tx: Tx, company_id: str, trigger_id: str, revision: int, values: Mapping[str, Any]) -> bool:
    """Change a trigger that is still at this revision."""
    mine = (triggers.c.company_id == company_id) & (triggers.c.id == trigger_id)
    changed = sa.update(triggers).where(mine, triggers.c.revision == revision).values(**values, revision=revision + 1)
    return (await tx.execute(changed)).rowcount == 1


async def delete(tx: Tx, company_id: str, workflow_id: str, trigger_id: str) -> bool:
    """Take a trigger away."""
    mine = (triggers.c.company_id == company_id) & (triggers.c.workflow_id == workflow_id)
    return (await tx.execute(sa.delete(triggers).where(mine, triggers.c.id == trigger_id))).rowcount == 1


async def by_token(tx: Tx, token_hash: str) -> Row | None:
    """The trigger of a public address."""
    # across companies: the token is what says whose trigger it is
    return await tx.one_or_none(sa.select(triggers).where(triggers.c.token_hash == token_hash))


async def listening(tx: Tx, company_id: str, kind: str, subject: str) -> Sequence[Row]:
    """The triggers that listen to an event of this name, or to the end of this workflow's runs."""
    mine = (triggers.c.company_id == company_id) & (triggers.c.kind == kind) & (triggers.c.subject == subject)
    return await tx.all(sa.select(triggers).where(mine, triggers.c.enabled.is_(True)).order_by(triggers.c.id))


async def subjects(tx: Tx, company_id: str, kind: str) -> frozenset[str]:
    """What the triggers of one kind listen to."""
    mine = (triggers.c.company_id == company_id) & (triggers.c.kind == kind) & triggers.c.enabled.is_(True)
    return frozenset(row["subject"] for row in await tx.all(sa.select(triggers.c.subject).distinct().where(mine)))


async def due(tx: Tx, now: datetime, limit: int) -> Sequence[Row]:
    """Schedules that are due."""
    # across companies: schedules are kept whoever's they are
    query = sa.select(triggers).where(triggers.c.next_fire_at <= now).order_by(triggers.c.next_fire_at)
    return await tx.all(query.limit(limit))


async def seen_to(tx: Tx, company_id: str, trigger_id: str, at: datetime, next_at: datetime | None) -> None:
    """What was due at `at` is seen to; somebody else may have been faster, or have changed the schedule."""
    mine = (triggers.c.company_id == company_id) & (triggers.c.id == trigger_id)
    await tx.execute(sa.update(triggers).where(mine, triggers.c.next_fire_at == at).values(next_fire_at=next_at))


async def note(tx: Tx, company_id: str, trigger_id: str, count: int, values: Mapping[str, Any]) -> None:
    """Count firings, and keep what is to be shown of the last one."""
    mine = (triggers.c.company_id == company_id) & (triggers.c.id == trigger_id)
    await tx.execute(sa.update(triggers).where(mine).values(fired=triggers.c.fired + count, **values))


async def run_of(tx: Tx, company_id: str, run_id: str) -> Row | None:
    """What a trigger needs to know of a run."""
    columns = (
        runs.c.id, runs.c.status, runs.c.workflow_id, runs.c.workflow_name, runs.c.depth, runs.c.output,
        runs.c.output_ref, runs.c.error, runs.c.input, runs.c.input_ref, runs.c.ended_at,
    )  # fmt: skip
    return await tx.one_or_none(sa.select(*columns).where(runs.c.company_id == company_id, runs.c.id == run_id))


async def answer_of(tx: Tx, company_id: str, run_id: str) -> Row | None:
    """The journal entry of a run's first answer to the caller of its webhook."""
    mine = (step_runs.c.company_id == company_id) & (step_runs.c.run_id == run_id)
    answered = (step_runs.c.type == "respond") & (step_runs.c.status == "succeeded")
    entry = (journal.c.run_id == step_runs.c.run_id) & (journal.c.seq == step_runs.c.output_seq)
    query = sa.select(journal.c.value, journal.c.value_ref).select_from(step_runs.join(journal, entry))
    own = journal.c.company_id == company_id
    return await tx.one_or_none(query.where(mine, answered, own).order_by(step_runs.c.output_seq).limit(1))
