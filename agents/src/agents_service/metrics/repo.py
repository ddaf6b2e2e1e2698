"""Every query on the figures, each within one company."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from agents_service.metrics.tables import agent_days as d
from agents_service.metrics.tables import agent_feedback as f
from agents_service.metrics.tables import agent_metrics as t
from agents_service.metrics.tables import agent_times as times
from kernel.db import Row, Tx
from kernel.paging import Paging

_ZERO = {"runs": 0, "succeeded": 0, "failed": 0, "waiting": 0, "seconds": 0.0, "cost": 0.0}
_DAY = {"runs": 0, "succeeded": 0, "failed": 0, "seconds": 0.0, "cost": 0.0, "approvals": 0, "approval_seconds": 0.0}


def _added(total: Any, zero: float) -> float:
    """A sum as a number of its own kind: what MySQL adds up comes as a decimal, which no JSON holds."""
    return type(zero)(total or 0)


async def of(tx: Tx, company_id: str, agent_ids: Sequence[str]) -> dict[str, Row]:
    """The totals of these agents, by agent; those without any run are left out."""
    if not agent_ids:
        return {}
    rows = await tx.all(sa.select(t).where(t.c.company_id == company_id, t.c.agent_id.in_(agent_ids)))
    return {row["agent_id"]: row for row in rows}


async def add(tx: Tx, company_id: str, agent_id: str, change: Mapping[str, float]) -> None:
    """Add to the totals, which start at zero."""
    await tx.insert_if_absent(t, {"agent_id": agent_id, "company_id": company_id, **_ZERO})
    values: dict[str, Any] = {name: t.c[name] + amount for name, amount in change.items()}
    await tx.execute(sa.update(t).where(t.c.company_id == company_id, t.c.agent_id == agent_id).values(**values))


async def add_day(tx: Tx, company_id: str, agent_id: str, day: str, change: Mapping[str, float]) -> None:
    """Add to a day, which starts at zero."""
    await tx.insert_if_absent(d, {"agent_id": agent_id, "day": day, "company_id": company_id, **_DAY})
    mine = (d.c.company_id == company_id) & (d.c.agent_id == agent_id) & (d.c.day == day)
    values: dict[str, Any] = {name: d.c[name] + amount for name, amount in change.items()}
    await tx.execute(sa.update(d).where(mine).values(**values))


async def add_times(tx: Tx, company_id: str, agent_id: str, day: str, counts: Mapping[int, int]) -> None:
    """Add succeeded runs by how long they took."""
    for number, runs in counts.items():
        key = {"agent_id": agent_id, "day": day, "bin": number}
        await tx.insert_if_absent(times, {**key, "company_id": company_id, "runs": 0})
        mine = (times.c.company_id == company_id) & (times.c.agent_id == agent_id) & (times.c.day == day)
        await tx.execute(sa.update(times).where(mine, times.c.bin == number).values(runs=times.c.runs + runs))


async def recent(tx: Tx, company_id: str, agent_id: str) -> str:
    """How the last runs ended; nobody else changes that until the commit."""
    mine = (t.c.company_id == company_id) & (t.c.agent_id == agent_id)
    row = await tx.one_or_none(sa.select(t.c.recent).where(mine).with_for_update())
    return (row["recent"] or "") if row else ""


async def set_recent(tx: Tx, company_id: str, agent_id: str, recent: str) -> None:
    """Keep how the last runs ended."""
    mine = (t.c.company_id == company_id) & (t.c.agent_id == agent_id)
    await tx.execute(sa.update(t).where(mine).values(recent=recent))


async def days(tx: Tx, company_id: str, agent_id: str, since: str) -> Sequence[Row]:
    """An agent's days since that one, the first first."""
    mine = (d.c.company_id == company_id) & (d.c.agent_id == agent_id) & (d.c.day >= since)
    return await tx.all(sa.select(d).where(mine).order_by(d.c.day))


async def sums(tx: Tx, company_id: str, agent_ids: Sequence[str], since: str) -> dict[str, Row]:
    """What agents' days since that one add up to, by agent."""
    if not agent_ids:
        return {}
    columns = [sa.func.sum(d.c[name]).label(name) for name in _DAY]
    mine = (d.c.company_id == company_id) & d.c.agent_id.in_(agent_ids) & (d.c.day >= since)
    rows = await tx.all(sa.select(d.c.agent_id, *columns).where(mine).group_by(d.c.agent_id))
    return {row["agent_id"]: {name: _added(row[name], zero) for name, zero in _DAY.items()} for row in rows}


async def times_of(tx: Tx, company_id: str, agent_ids: Sequence[str], since: str) -> Sequence[Row]:
    """How many runs of these agents took how long since that day."""
    if not agent_ids:
        return []
    mine = (times.c.company_id == company_id) & times.c.agent_id.in_(agent_ids) & (times.c.day >= since)
    counted = sa.select(times.c.agent_id, times.c.bin, sa.func.sum(times.c.runs).label("runs")).where(mine)
    rows = await tx.all(counted.group_by(times.c.agent_id, times.c.bin))
    return [{**row, "runs": _added(row["runs"], 0)} for row in rows]


async def times_by_day(tx: Tx, company_id: str, agent_id: str, since: str) -> Sequence[Row]:
    """How many runs of an agent took how long, by day, since that one."""
    mine = (times.c.company_id == company_id) & (times.c.agent_id == agent_id) & (times.c.day >= since)
    return await tx.all(sa.select(times).where(mine))


async def opinions_by_day(tx: Tx, company_id: str, agent_ids: Sequence[str], since: str) -> Sequence[Row]:
    """How many opinions on these agents were good and bad (`liked`), by day, since that one."""
    if not agent_ids:
        return []
    mine = (f.c.company_id == company_id) & f.c.agent_id.in_(agent_ids) & (f.c.day >= since)
    counted = sa.select(f.c.agent_id, f.c.day, f.c.liked, sa.func.count().label("opinions"))
    return await tx.all(counted.where(mine).group_by(f.c.agent_id, f.c.day, f.c.liked))


async def put_opinion(tx: Tx, row: Mapping[str, Any]) -> None:
    """Keep a person's opinion on a run, instead of an earlier one (`row` names its `company_id`)."""
    if not await tx.insert_if_absent(f, row):
        mine = (f.c.company_id == row["company_id"]) & (f.c.run_id == row["run_id"]) & (f.c.user_id == row["user_id"])
        await tx.execute(sa.update(f).where(mine).values(liked=row["liked"], reason=row["reason"]))


async def opinions(tx: Tx, company_id: str, agent_id: str, paging: Paging) -> Sequence[Row]:
    """A page of opinions on an agent, those on the newest runs first, and one more row if there is another page."""
    query = sa.select(f).where(f.c.company_id == company_id, f.c.agent_id == agent_id)
    if paging.after:
        run_id, _, user_id = paging.after.partition(":")
        older = (f.c.run_id < run_id) | ((f.c.run_id == run_id) & (f.c.user_id > user_id))
        query = query.where(older)
    return await tx.all(query.order_by(f.c.run_id.desc(), f.c.user_id).limit(paging.limit + 1))


async def forget(tx: Tx, company_id: str, agent_id: str) -> None:
    """Delete an agent's figures."""
    await tx.execute(sa.delete(t).where(t.c.company_id == company_id, t.c.agent_id == agent_id))
    await tx.execute(sa.delete(d).where(d.c.company_id == company_id, d.c.agent_id == agent_id))
    await tx.execute(sa.delete(times).where(times.c.company_id == company_id, times.c.agent_id == agent_id))
    await tx.execute(sa.delete(f).where(f.c.company_id == company_id, f.c.agent_id == agent_id))
