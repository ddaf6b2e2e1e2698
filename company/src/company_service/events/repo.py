"""Every query on events and on the steps that wait for them, each within one company."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from company_service.events.tables import event_receipts, event_waits, events
from kernel.db import Row, Tx


async def insert(tx: Tx, row: Mapping[str, Any]) -> None:
    """Keep an event (`row` names its `company_id`)."""
    await tx.execute(sa.insert(events).values(**row))


async def get(tx: Tx, company_id: str, event_id: str) -> Row | None:
    """One event."""
    return await tx.one_or_none(sa.select(events).where(events.c.company_id == company_id, events.c.id == event_id))


def _had_before(company_id: str, run_id: Any, event_id: Any, began: Any) -> sa.ColumnElement[bool]:
    """Whether the run had this event before its wait began: then the wait is for another one."""
    mine = (event_receipts.c.company_id == company_id) & (event_receipts.c.run_id == run_id)
    same = (event_receipts.c.event_id == event_id) & (event_receipts.c.created_at <= began)
    return sa.exists().where(mine, same)


async def waiting(tx: Tx, company_id: str, event: Row) -> Sequence[Row]:
    """The steps that wait for this event."""
    w = event_waits
    mine = (w.c.company_id == company_id) & (w.c.name == event["name"]) & (w.c.key == event["key"])
    had = _had_before(company_id, w.c.run_id, event["id"], w.c.created_at)
    return await tx.all(sa.select(w).where(mine, w.c.since <= event["created_at"], ~had))


async def wait(tx: Tx, row: Mapping[str, Any]) -> None:
    """A step waits from now on (`row` names its `company_id`)."""
    await forget_wait(tx, row["company_id"], row["run_id"], row["step"])
    await tx.execute(sa.insert(event_waits).values(**row))


async def forget_wait(tx: Tx, company_id: str, run_id: str, step: str) -> bool:
    """The step waits no longer; says whether it did."""
    mine = (event_waits.c.company_id == company_id) & (event_waits.c.run_id == run_id) & (event_waits.c.step == step)
    return (await tx.execute(sa.delete(event_waits).where(mine))).rowcount == 1


async def unchecked(tx: Tx, limit: int) -> Sequence[Row]:
    """Waits for which events from before them were not looked at yet."""
    # across companies: waits are looked after whoever's they are
    return await tx.all(sa.select(event_waits).where(event_waits.c.checked.is_(False)).limit(limit))


async def checked(tx: Tx, company_id: str, run_id: str, step: str) -> None:
    """Events from before this wait were looked at."""
    mine = (event_waits.c.company_id == company_id) & (event_waits.c.run_id == run_id) & (event_waits.c.step == step)
    await tx.execute(sa.update(event_waits).where(mine).values(checked=True))


async def earliest(tx: Tx, company_id: str, wait: Mapping[str, Any]) -> Row | None:
    """The first event that this wait is for."""
    mine = (events.c.company_id == company_id) & (events.c.name == wait["name"]) & (events.c.key == wait["key"])
    had = _had_before(company_id, wait["run_id"], events.c.id, wait["created_at"])
    fresh = (events.c.created_at >= wait["since"]) & ~had
    return await tx.one_or_none(sa.select(events).where(mine, fresh).order_by(events.c.id).limit(1))


async def receive(tx: Tx, row: Mapping[str, Any]) -> None:
    """The run had this event (`row` names its `company_id`)."""
    await tx.insert_if_absent(event_receipts, row)


async def forget(tx: Tx, before: datetime) -> None:
    """Drop what is too old to be waited for."""
    # across companies: events grow old in every company alike
    await tx.execute(sa.delete(events).where(events.c.created_at < before))
    await tx.execute(sa.delete(event_receipts).where(event_receipts.c.created_at < before))


async def forget_runs(tx: Tx, company_id: str, run_ids: Sequence[str], limit: int) -> int:
    """Delete waits of these runs, so many at most, and which events they had; answers how many waits.

    Runs that have ended wait for nothing, and receipts go after two days: there is hardly ever anything to delete.
    """
    had = (event_receipts.c.company_id == company_id) & event_receipts.c.run_id.in_(run_ids)
    await tx.execute(sa.delete(event_receipts).where(had))
    waits = (event_waits.c.company_id == company_id) & event_waits.c.run_id.in_(run_ids)
    found = await tx.all(sa.select(event_waits.c.run_id, event_waits.c.step).where(waits).limit(limit))
    for row in found:
        await forget_wait(tx, company_id, row["run_id"], row["step"])
    return len(found)
