"""Every query on approvals, each within one company."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from company_service.approvals.tables import approval_addressees, approval_log, approvals
from kernel.db import Row, Tx
from kernel.paging import Paging


async def insert(tx: Tx, row: Mapping[str, Any]) -> bool:
    """Add an approval, unless this try of the step has one (`row` names its `company_id`)."""
    return await tx.insert_if_absent(approvals, row)


async def get(tx: Tx, company_id: str, approval_id: str) -> Row | None:
    """One approval."""
    mine = (approvals.c.company_id == company_id) & (approvals.c.id == approval_id)
    return await tx.one_or_none(sa.select(approvals).where(mine))


async def lock(tx: Tx, company_id: str, approval_id: str) -> Row | None:
    """One approval, which nobody else can change until the commit."""
    mine = (approvals.c.company_id == company_id) & (approvals.c.id == approval_id)
    return await tx.one_or_none(sa.select(approvals).where(mine).with_for_update())


@dataclass(frozen=True)
class Filter:
    """Which approvals a list is to show. `mine`: the addresses (of a person and their role) it must be for one of."""

    status: str | None = None
    run_id: str | None = None
    mine: Collection[str] | None = None
    not_voted: str | None = None
    """Without those that this person has voted on."""


def _wanted(company_id: str, wanted: Filter) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = [approvals.c.company_id == company_id]
    if wanted.status:
        conditions.append(approvals.c.status == wanted.status)
    if wanted.run_id:
        conditions.append(approvals.c.run_id == wanted.run_id)
    if wanted.mine is not None:
        a = approval_addressees
        told = sa.select(a.c.approval_id).where(a.c.company_id == company_id, a.c.address.in_(list(wanted.mine)))
        conditions.append(approvals.c.id.in_(told))
    if wanted.not_voted:
        votes = (approval_log.c.company_id == company_id) & (approval_log.c.kind == "vote")
        voted = sa.select(approval_log.c.approval_id).where(votes, approval_log.c.once == wanted.not_voted)
        conditions.append(approvals.c.id.not_in(voted))
    return conditions


async def page(tx: Tx, company_id: str, wanted: Filter, paging: Paging) -> Sequence[Row]:
    """A page of approvals, newest first, and one more row if there is another page."""
    query = sa.select(approvals).where(approvals.c.company_id == company_id, *_wanted(company_id, wanted))
    if paging.after:
        query = query.where(approvals.c.id < paging.after)
    return await tx.all(query.order_by(approvals.c.id.desc()).limit(paging.limit + 1))


async def count(tx: Tx, company_id: str, wanted: Filter) -> int:
    """How many approvals there are of this kind."""
    query = sa.select(sa.func.count()).select_from(approvals).where(approvals.c.company_id == company_id)
    return int(await tx.scalar(query.where(*_wanted(company_id, wanted))) or 0)


async def update(tx: Tx, company_id: str, approval_id: str, values: Mapping[str, Any]) -> bool:
    """Change an approval that still waits; says whether it did."""
    mine = (approvals.c.company_id == company_id) & (approvals.c.id == approval_id)
    changed = sa.update(approvals).where(mine, approvals.c.status == "waiting").values(**values)
    return (await tx.execute(changed)).rowcount == 1


async def address(tx: Tx, company_id: str, approval_id: str, to: Iterable[str]) -> None:
    """From now on the approval is for these, and for nobody else."""
    mine = (approval_addressees.c.company_id == company_id) & (approval_addressees.c.approval_id == approval_id)
    await tx.execute(sa.delete(approval_addressees).where(mine))
    rows = [{"company_id": company_id, "approval_id": approval_id, "address": each} for each in sorted(set(to))]
    await tx.execute(sa.insert(approval_addressees), rows)


async def note(tx: Tx, row: Mapping[str, Any]) -> bool:
    """Write down what was done (`row` names its `company_id`), unless this was done already."""
    return await tx.insert_if_absent(approval_log, row)


async def log(tx: Tx, company_id: str, approval_ids: Collection[str]) -> Sequence[Row]:
    """What was done about these approvals, in order."""
    mine = (approval_log.c.company_id == company_id) & approval_log.c.approval_id.in_(list(approval_ids))
    return await tx.all(sa.select(approval_log).where(mine).order_by(approval_log.c.id))


async def due(tx: Tx, now: datetime, limit: int) -> Sequence[Row]:
    """Approvals of which people are to be reminded, or others asked."""
    # across companies: reminders are sent whoever's they are
    is_due = (approvals.c.status == "waiting") & (approvals.c.wake_at <= now)
    return await tx.all(sa.select(approvals).where(is_due).order_by(approvals.c.wake_at).limit(limit))


async def waiting(tx: Tx, company_id: str, run_id: str) -> Sequence[Row]:
    """What a run still waits for. The rows stay locked, so that only one commit can end the waiting."""
    mine = (approvals.c.company_id == company_id) & (approvals.c.run_id == run_id) & (approvals.c.status == "waiting")
    return await tx.all(sa.select(approvals).where(mine).order_by(approvals.c.id).with_for_update())


async def withdraw(tx: Tx, company_id: str, run_id: str, step: str | None = None) -> None:
    """Nobody needs to answer what a run (or one step of it) asked any more."""
    mine = (approvals.c.company_id == company_id) & (approvals.c.run_id == run_id)
    if step:
        mine &= approvals.c.step == step
    await tx.execute(sa.update(approvals).where(mine, approvals.c.status == "waiting").values(status="cancelled"))


async def forget(tx: Tx, company_id: str, run_ids: Collection[str], limit: int) -> int:
    """Delete so many approvals of these runs, with all that was done about them; answers how many."""
    asked = (approvals.c.company_id == company_id) & approvals.c.run_id.in_(list(run_ids))
    found = [row["id"] for row in await tx.all(sa.select(approvals.c.id).where(asked).limit(limit))]
    if found:
        noted = (approval_log.c.company_id == company_id) & approval_log.c.approval_id.in_(found)
        told = (approval_addressees.c.company_id == company_id) & approval_addressees.c.approval_id.in_(found)
        await tx.execute(sa.delete(approval_log).where(noted))
        await tx.execute(sa.delete(approval_addressees).where(told))
        gone = (approvals.c.company_id == company_id) & approvals.c.id.in_(found)
        await tx.execute(sa.delete(approvals).where(gone))
    return len(found)
