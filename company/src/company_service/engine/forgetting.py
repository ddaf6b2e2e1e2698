"""Deleting runs that have ended: how it is done without anybody noticing, and why nothing is lost by it.

A run goes in two parts. First its row and a row in `run_remains` change places, in one short commit (`take`): from then
on no list shows it, and nobody can take it twice, whoever else is at work. Then what it leaves is deleted `CHUNK` rows
a commit (`clear`), however long its journal is, so that other writers never wait for more than that; `run_remains` is
emptied last, so whoever is interrupted is followed by somebody who finds the rest.

* Only runs that have ended are taken, and an ended run is never written again: its last entry let go of it.
* Values in the payload store stand under the run's own name. No other run refers to them, also one that has just
  written the same bytes, and a run's id is not given twice. So they can go without asking who else might need them.
* Graphs are shared by runs. Each start says that its graph is used (`used_at`; a process that said so less than an hour
  ago need not repeat it, see `batches.GRAPH_KNOWN`). So all runs with a graph began before `used_at` and a little, and
  `clear_graphs` takes those that were not used for long and that no run from before that time has. A start that comes
  in between either renewed `used_at` first: then the deletion finds the new moment in its own statement and does
  nothing. Or it comes after: then it writes the graph anew, because what it knows of it is far older than an hour.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from company_service.engine.dispatcher import ENDED
from company_service.engine.payloads import PayloadStore
from company_service.engine.tables import journal, run_graphs, run_inbox, run_remains, run_timers, runs, step_runs
from kernel.db import Database, Row, Tx

CHUNK = 200
"""Rows deleted in one commit."""
TOGETHER = 20
"""Runs whose remains are cleared together: most leave few rows."""
Leaving = Callable[[Tx, str, Sequence[str]], Awaitable[None]]
"""Does something with runs (their company and ids) in the transaction that takes them away."""
LATE = timedelta(days=1)
"""No start takes so long after it said that its graph is used. No graph is deleted that was used since."""


def _over(company_id: str, before: str, ended_before: datetime) -> sa.ColumnElement[bool]:
    mine = (runs.c.company_id == company_id) & (runs.c.id < before)
    return mine & runs.c.status.in_(ENDED) & (runs.c.ended_at < ended_before)


async def has_due(tx: Tx, company_id: str, before: str, ended_before: datetime) -> bool:
    """Whether there is anything to take."""
    over = _over(company_id, before, ended_before)
    return await tx.scalar(sa.select(runs.c.id).where(over).limit(1)) is not None


async def take(
    tx: Tx, company_id: str, before: str, ended_before: datetime, limit: int, leaving: Leaving | None = None
) -> Sequence[Row]:
    """Take away the oldest runs with ids before this one that ended before this moment; answers their rows.

    `leaving` hears of them first, while all they have is there.
    """
    return await _take(tx, company_id, _over(company_id, before, ended_before), limit, leaving)


async def take_of(tx: Tx, company_id: str, workflow_ids: Sequence[str], limit: int) -> Sequence[Row]:
    """Take away the oldest runs of these workflows that have ended; answers their rows."""
    mine = (runs.c.company_id == company_id) & runs.c.workflow_id.in_(workflow_ids)
    return await _take(tx, company_id, mine & runs.c.status.in_(ENDED), limit, None)


async def _take(
    tx: Tx, company_id: str, over: sa.ColumnElement[bool], limit: int, leaving: Leaving | None
) -> Sequence[Row]:
    columns = (
        runs.c.id, runs.c.company_id, runs.c.workflow_id, runs.c.agent_id, runs.c.trigger, runs.c.status, runs.c.cost,
        runs.c.started_at, runs.c.ended_at, runs.c.input_ref, runs.c.output_ref, runs.c.origin_run_id,
    )  # fmt: skip
    query = sa.select(*columns).where(over).order_by(runs.c.id).limit(limit)
    taken = await tx.all(query.with_for_update(skip_locked=True))  # SQLite has one writer anyway
    if taken:
        if leaving:
            await leaving(tx, company_id, [row["id"] for row in taken])
        # A run that goes on from another keeps the answers it was begun with.
        kept = ("input_ref", "output_ref", "origin_run_id")
        left = [
            {"company_id": company_id, "run_id": row["id"], "payloads": any(row[name] for name in kept)}
            for row in taken
        ]
        await tx.execute(sa.insert(run_remains), left)
        gone = (runs.c.company_id == company_id) & runs.c.id.in_([row["id"] for row in taken])
        await tx.execute(sa.delete(runs).where(gone))
    return taken


async def remaining(tx: Tx) -> tuple[str, list[str]]:
    """Some runs of one company that are taken and not cleared yet."""
    # across companies: what is left is cleared whoever's it was
    rows = await tx.all(sa.select(run_remains).order_by(run_remains.c.company_id, run_remains.c.run_id).limit(TOGETHER))
    company_id = rows[0]["company_id"] if rows else ""
    return company_id, [row["run_id"] for row in rows if row["company_id"] == company_id]


async def clear(tx: Tx, company_id: str, run_ids: Sequence[str]) -> int:
    """Delete up to `CHUNK` rows that these runs left; answers how many those were. None: nothing is left."""
    for part in (_clear_inbox, _clear_timers, _clear_steps, _clear_journal):
        if count := await part(tx, company_id, run_ids):
            return count
    return 0


async def _clear_inbox(tx: Tx, company_id: str, run_ids: Sequence[str]) -> int:
    c = run_inbox.c
    mine = (run_inbox.c.company_id == company_id) & c.run_id.in_(run_ids)
    found = await tx.all(sa.select(c.run_id, c.name.label("key")).where(mine).order_by(c.run_id, c.name).limit(CHUNK))
    up_to = sa.delete(run_inbox).where(run_inbox.c.company_id == company_id, c.run_id == _RUN, c.name <= _LAST)
    return await _delete(tx, up_to, found)


async def _clear_timers(tx: Tx, company_id: str, run_ids: Sequence[str]) -> int:
    c = run_timers.c
    mine = (run_timers.c.company_id == company_id) & c.run_id.in_(run_ids)
    found = await tx.all(sa.select(c.run_id, c.step.label("key")).where(mine).order_by(c.run_id, c.step).limit(CHUNK))
    up_to = sa.delete(run_timers).where(run_timers.c.company_id == company_id, c.run_id == _RUN, c.step <= _LAST)
    return await _delete(tx, up_to, found)


async def _clear_steps(tx: Tx, company_id: str, run_ids: Sequence[str]) -> int:
    c = step_runs.c
    mine = (step_runs.c.company_id == company_id) & c.run_id.in_(run_ids)
    found = await tx.all(sa.select(c.run_id, c.step.label("key")).where(mine).order_by(c.run_id, c.step).limit(CHUNK))
    up_to = sa.delete(step_runs).where(step_runs.c.company_id == company_id, c.run_id == _RUN, c.step <= _LAST)
    return await _delete(tx, up_to, found)


async def _clear_journal(tx: Tx, company_id: str, run_ids: Sequence[str]) -> int:
    c = journal.c
    mine = (journal.c.company_id == company_id) & c.run_id.in_(run_ids)
    columns = (c.run_id, c.seq.label("key"), c.value_ref)
    found = await tx.all(sa.select(*columns).where(mine).order_by(c.run_id, c.seq).limit(CHUNK))
    if large := {row["run_id"] for row in found if row["value_ref"]}:
        noted = (run_remains.c.company_id == company_id) & run_remains.c.run_id.in_(large)
        await tx.execute(sa.update(run_remains).where(noted).values(payloads=True))
    up_to = sa.delete(journal).where(journal.c.company_id == company_id, c.run_id == _RUN, c.seq <= _LAST)
    return await _delete(tx, up_to, found)


_RUN: sa.BindParameter[object] = sa.bindparam("run")
_LAST: sa.BindParameter[object] = sa.bindparam("last")


async def _delete(tx: Tx, up_to: sa.Delete, found: Sequence[Row]) -> int:
    """Delete these rows, which are the first of their runs by key: of each run all up to the last of them."""
    last = {row["run_id"]: row["key"] for row in found}
    if last:
        await tx.execute(up_to, [{"run": run_id, "last": key} for run_id, key in last.items()])
    return len(found)


async def finish(db: Database, payloads: PayloadStore, company_id: str, run_ids: Sequence[str]) -> None:
    """Nothing is left of these runs but what they kept in the payload store: delete that, and forget them."""
    mine = (run_remains.c.company_id == company_id) & run_remains.c.run_id.in_(run_ids)
    async with db.read() as tx:
        large = await tx.all(sa.select(run_remains.c.run_id).where(mine, run_remains.c.payloads.is_(True)))
    for row in large:
        await payloads.forget_run(company_id, row["run_id"])
    async with db.begin() as tx:
        await tx.execute(sa.delete(run_remains).where(mine))


async def clear_graphs(
    db: Database, company_id: str, now: datetime, unused_since: datetime, id_at: Callable[[datetime], str]
) -> int:
    """Delete graphs that no start used since then and no run has; answers how many. `id_at`: a moment's first id."""
    until = min(unused_since, now - 2 * LATE)
    graphs = run_graphs.c
    mine = run_graphs.c.company_id == company_id
    old = graphs.used_at.is_(None) | (graphs.used_at < until)
    async with db.read() as tx:
        query = sa.select(graphs.hash, graphs.used_at).where(mine, old).order_by(graphs.used_at).limit(TOGETHER)
        found = await tx.all(query)
        used = {row["hash"] for row in found if row["used_at"] is None or await _has(tx, company_id, row, id_at)}
    gone = [row["hash"] for row in found if row["hash"] not in used]
    async with db.begin() as tx:
        if used:
            await tx.execute(sa.update(run_graphs).where(mine, graphs.hash.in_(used), old).values(used_at=now))
        if gone:
            await tx.execute(sa.delete(run_graphs).where(mine, graphs.hash.in_(gone), graphs.used_at < until))
    return len(gone)


async def _has(tx: Tx, company_id: str, graph: Row, id_at: Callable[[datetime], str]) -> bool:
    """Whether a run has the graph: one that began by the time it was last used, for there is no other."""
    mine = (runs.c.company_id == company_id) & (runs.c.id < id_at(graph["used_at"] + LATE))
    return await tx.scalar(sa.select(runs.c.id).where(mine, runs.c.graph_hash == graph["hash"]).limit(1)) is not None
