"""Every query on runs, each within one company. The engine writes them; here they are only read."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from company_service.engine.events import IterationEnded
from company_service.engine.steps import TEST
from company_service.engine.tables import journal, run_graphs, runs, step_runs
from company_service.runs.tables import run_facts, run_starts
from kernel.db import Row, Tx

AFTER_ALL = "~"
"""After every id."""


OPEN = ("queued", "running", "waiting")


@dataclass(frozen=True)
class Filter:
    """Which runs a list is to show. `text` is what somebody looks for; times are of a run's creation."""

    statuses: tuple[str, ...] = ()
    workflow_id: str | None = None
    agent_id: str | None = None
    parent_run_id: str | None = None
    triggers: tuple[str, ...] = ()
    test: bool | None = None
    since: datetime | None = None
    """Runs that began at this moment or later, and `before`: before this one."""
    before: datetime | None = None
    least_seconds: float | None = None
    most_seconds: float | None = None
    least_cost: float | None = None
    most_cost: float | None = None
    text: str = ""
    ids: tuple[str, ...] = ()
    source: str | None = None
    """Those that count in the figures of the company (`company`) or of its sample (`sample`)."""
    decided: bool | None = None
    reason: str | None = None
    hidden: tuple[str, ...] = ()
    """Workflows (of a conversation: the agent) whose runs are not shown."""


async def get(tx: Tx, company_id: str, run_id: str) -> Row | None:
    """One run."""
    return await tx.one_or_none(sa.select(runs).where(runs.c.company_id == company_id, runs.c.id == run_id))


_BY_COLUMN = {"workflow": runs.c.workflow_id, "agent": runs.c.agent_id, "parent": runs.c.parent_run_id}


async def newest(
    tx: Tx, company_id: str, where: tuple[str, Sequence[str]], between: tuple[str, str], limit: int
) -> list[str]:
    """The newest runs with ids from one up to before another: all, or those with one of some values in one column.

    `where`: the column (`company`, `workflow`, `agent`, `parent`, `status`), which has an index, and the values.
    """
    name, values = where
    first, last = between
    mine = (runs.c.company_id == company_id) & (runs.c.id >= first) & (runs.c.id < last)
    if name == "company":
        rows = await tx.all(sa.select(runs.c.id).where(mine).order_by(runs.c.id.desc()).limit(limit))
        return [row["id"] for row in rows]
    column = _BY_COLUMN.get(name, runs.c.status)
    each = [sa.select(runs.c.id).where(mine, column == value).order_by(runs.c.id.desc()) for value in values]
    found = sa.union_all(*(sa.select(query.limit(limit).subquery().c.id) for query in each)).subquery()
    rows = await tx.all(sa.select(found.c.id).order_by(found.c.id.desc()).limit(limit))
    return [row["id"] for row in rows]


async def count_up_to(tx: Tx, company_id: str, where: tuple[str, Sequence[str]], limit: int) -> int:
    """How many runs have one of these values in that column; no more than `limit` are counted."""
    name, values = where
    mine = (runs.c.company_id == company_id) & _BY_COLUMN.get(name, runs.c.status).in_(values)
    some = sa.select(runs.c.id).where(mine).limit(limit).subquery()
    return int(await tx.scalar(sa.select(sa.func.count()).select_from(some)) or 0)


async def matching(tx: Tx, company_id: str, run_ids: Collection[str], wanted: Filter) -> Sequence[Row]:
    """Those of the runs that the filter shows (its text apart), newest first."""
    query = sa.select(runs).where(runs.c.company_id == company_id, runs.c.id.in_(run_ids))
    for condition in _conditions(company_id, wanted, is_sqlite=tx.connection.dialect.name == "sqlite"):
        query = query.where(condition)
    return await tx.all(query.order_by(runs.c.id.desc()))


def _conditions(company_id: str, wanted: Filter, *, is_sqlite: bool) -> Iterator[sa.ColumnElement[bool]]:
    yield runs.c.company_id == company_id
    equal = ((runs.c.workflow_id, wanted.workflow_id), (runs.c.agent_id, wanted.agent_id))
    yield from (column == value for column, value in (*equal, (runs.c.parent_run_id, wanted.parent_run_id)) if value)
    several = ((runs.c.status, wanted.statuses), (runs.c.trigger, wanted.triggers))
    yield from (column.in_(values) for column, values in several if values)
    if wanted.hidden:
        yield runs.c.workflow_id.not_in(wanted.hidden)
    if wanted.test is not None:
        yield (runs.c.trigger == TEST) if wanted.test else (runs.c.trigger != TEST)
    seconds = _seconds_between(runs.c.started_at, runs.c.ended_at, is_sqlite=is_sqlite)
    least = ((seconds, wanted.least_seconds), (runs.c.cost, wanted.least_cost))
    yield from (value >= bound for value, bound in least if bound is not None)
    if wanted.source or wanted.reason or wanted.decided is not None:
        yield _counted(company_id, wanted)
    most = ((seconds, wanted.most_seconds), (runs.c.cost, wanted.most_cost))
    yield from (value <= bound for value, bound in most if bound is not None)


def _seconds_between(
    start: sa.ColumnElement[Any], end: sa.ColumnElement[Any], *, is_sqlite: bool
) -> sa.ColumnElement[Any]:
    if is_sqlite:
        return (sa.func.julianday(end) - sa.func.julianday(start)) * 86_400.0
    return sa.func.timestampdiff(sa.text("MICROSECOND"), start, end) / 1_000_000.0


async def unended(tx: Tx, company_id: str, limit: int) -> Sequence[Row]:
    """The newest runs that have not ended, with what they say as far as it is in the row."""
    ids = await newest(tx, company_id, ("status", OPEN), ("", AFTER_ALL), limit)
    columns = (runs.c.id, runs.c.workflow_name, runs.c.error, runs.c.waiting_for, runs.c.input, runs.c.output)
    query = sa.select(*columns).where(runs.c.company_id == company_id, runs.c.id.in_(ids))
    return await tx.all(query.order_by(runs.c.id.desc()))


@dataclass(frozen=True)
class StepFilter:
    """Which steps of a run: those `inside` a loop, or one, by its key."""

    inside: str | None = None
    step: str | None = None


def _counted(company_id: str, wanted: Filter) -> sa.ColumnElement[bool]:
    """Whether a run has ended and is counted so."""
    facts = run_facts.c
    asked = (run_facts.c.company_id == company_id) & (runs.c.company_id == company_id) & (facts.run_id == runs.c.id)
    if wanted.source:
        asked &= facts.source == wanted.source
    if wanted.reason:
        asked &= facts.reason == wanted.reason
    if wanted.decided is not None:
        asked &= facts.decided.is_(wanted.decided)
    return sa.exists().where(asked).correlate(runs)


async def steps(
    tx: Tx, company_id: str, run_id: str, only: StepFilter, after: tuple[int, str], limit: int
) -> Sequence[Row]:
    """Steps of a run that it has touched, in the order in which it came to them: all, or some `only`."""
    place = sa.func.coalesce(step_runs.c.input_seq, step_runs.c.changed_seq)
    later = (place > after[0]) | ((place == after[0]) & (step_runs.c.step > after[1]))
    mine = (step_runs.c.company_id == company_id) & (step_runs.c.run_id == run_id)
    query = sa.select(step_runs, place.label("place")).where(mine, later)
    if only.inside is not None:
        query = query.where(_stands_in(company_id, only.inside))
    if only.step is not None:
        query = query.where(step_runs.c.step == only.step)
    return await tx.all(query.order_by(place, step_runs.c.step).limit(limit))


def _stands_in(company_id: str, inside: str) -> sa.ColumnElement[bool]:
    mine = step_runs.c.company_id == company_id
    if not inside:
        return mine & step_runs.c.container.is_(None)
    container, _, index = inside.removesuffix("]").rpartition("[") if inside.endswith("]") else (inside, "", "")
    stands = mine & (step_runs.c.container == container)
    return stands & (step_runs.c.iteration == int(index)) if index.isascii() and index.isdigit() else stands


async def values(tx: Tx, company_id: str, run_id: str, numbers: Collection[int]) -> dict[int, Row]:
    """The values of these journal entries, by their number."""
    columns = (journal.c.seq, journal.c.kind, journal.c.facts, journal.c.value, journal.c.value_ref)
    mine = (journal.c.company_id == company_id) & (journal.c.run_id == run_id)
    rows = await tx.all(sa.select(*columns).where(mine, journal.c.seq.in_(list(numbers))))
    return {row["seq"]: row for row in rows}


async def rounds(
    tx: Tx, company_id: str, run_id: str, loop: str, after: int, limit: int
) -> Sequence[Row]:  # fmt: skip
    """The rounds of a loop that have begun, by number: their steps, cost and times."""
    number = step_runs.c.iteration
    of_loop = (step_runs.c.company_id == company_id) & (step_runs.c.run_id == run_id) & (step_runs.c.container == loop)
    query = (
        sa.select(
            number.label("index"),
            sa.func.count().label("steps"),
            sa.func.sum(step_runs.c.cost).label("cost"),
            sa.func.min(step_runs.c.started_at).label("started_at"),
            sa.func.max(step_runs.c.ended_at).label("ended_at"),
        )
        .where(of_loop, number > after)
        .group_by(number)
        .order_by(number)
    )
    return await tx.all(query.limit(limit))


async def round_ends(tx: Tx, company_id: str, run_id: str, loops: Collection[str]) -> Sequence[Row]:
    """How the rounds of these loops ended, in order: `step` is the loop, `facts` has `index` (none: 0) and `error`."""
    of_run = (journal.c.company_id == company_id) & (journal.c.run_id == run_id)
    ended = of_run & (journal.c.kind == IterationEnded.kind) & journal.c.step.in_(list(loops))
    return await tx.all(sa.select(journal.c.step, journal.c.facts, journal.c.at).where(ended).order_by(journal.c.seq))


async def entries(tx: Tx, company_id: str, run_id: str, after: int, limit: int) -> Sequence[Row]:
    """The journal of a run after an entry, in order."""
    mine = (journal.c.company_id == company_id) & (journal.c.run_id == run_id)
    query = sa.select(journal).where(mine, journal.c.seq > after).order_by(journal.c.seq)
    return await tx.all(query.limit(limit))


async def moments(tx: Tx, company_id: str, run_id: str, after: int, limit: int) -> Sequence[Row]:
    """The journal of a run after an entry, in order, without values."""
    c = journal.c
    columns = (c.seq, c.at, c.kind, c.step, c.attempt, c.facts)
    mine = (journal.c.company_id == company_id) & (c.run_id == run_id)
    return await tx.all(sa.select(*columns).where(mine, c.seq > after).order_by(c.seq).limit(limit))


async def graph(tx: Tx, company_id: str, graph_hash: str) -> Any:
    """The graph that runs were started with."""
    mine = (run_graphs.c.company_id == company_id) & (run_graphs.c.hash == graph_hash)
    return await tx.scalar(sa.select(run_graphs.c.graph).where(mine))


async def counts(tx: Tx, company_id: str, workflow_id: str) -> dict[str, int]:
    """How many runs of a workflow have not ended, by status."""
    going = runs.c.status.in_(OPEN)
    mine = (runs.c.company_id == company_id) & (runs.c.workflow_id == workflow_id)
    rows = await tx.all(
        sa.select(runs.c.status, sa.func.count().label("count")).where(mine, going).group_by(runs.c.status)
    )
    return {row["status"]: row["count"] for row in rows}


async def open_ones(tx: Tx, company_id: str, run_ids: Sequence[str], hidden: Sequence[str]) -> list[str]:
    """Those of the runs that have not ended, but for those of hidden workflows."""
    going = runs.c.status.in_(OPEN)
    query = sa.select(runs.c.id).where(runs.c.company_id == company_id, runs.c.id.in_(run_ids), going)
    if hidden:
        query = query.where(runs.c.workflow_id.not_in(hidden))
    rows = await tx.all(query)
    return [row["id"] for row in rows]


async def to_cancel(tx: Tx, company_id: str, wanted: Filter, after: str, limit: int, *, unowned: bool) -> list[str]:
    """Runs that have not ended, by id; `unowned`: that nobody has begun either."""
    query = sa.select(runs.c.id).where(runs.c.company_id == company_id, runs.c.id > after)
    query = query.where(runs.c.status.in_(wanted.statuses or OPEN))
    if unowned:
        query = query.where(runs.c.owner.is_(None))
    if wanted.workflow_id:
        query = query.where(runs.c.workflow_id == wanted.workflow_id)
    if wanted.agent_id:
        query = query.where(runs.c.agent_id == wanted.agent_id)
    if wanted.hidden:
        query = query.where(runs.c.workflow_id.not_in(wanted.hidden))
    return [row["id"] for row in await tx.all(query.order_by(runs.c.id).limit(limit))]


async def claim_start(tx: Tx, row: Mapping[str, Any]) -> str:
    """The run that a key began: the one of this row (which names its `company_id`), or that of an earlier one."""
    await tx.insert_if_absent(run_starts, row)
    mine = (run_starts.c.company_id == row["company_id"]) & (run_starts.c.key == row["key"])
    return await tx.scalar(sa.select(run_starts.c.run_id).where(mine))


async def claim_starts(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """As `claim_start`, for many rows (each names its `company_id`) with two statements; keys are company's own."""
    # across companies: the rows of one batch come from many, and a key is a hash that no two companies share
    await tx.insert_absent(run_starts, rows)
    companies, keys = {row["company_id"] for row in rows}, {row["key"] for row in rows}
    mine = run_starts.c.company_id.in_(companies) & run_starts.c.key.in_(keys)
    known = {(row["company_id"], row["key"]): row["run_id"] for row in await tx.all(sa.select(run_starts).where(mine))}
    return [known[row["company_id"], row["key"]] for row in rows]


async def forget_starts(tx: Tx, before: datetime) -> None:
    """Drop keys that nobody can need any more."""
    # across companies: keys grow old in every company alike
    await tx.execute(sa.delete(run_starts).where(run_starts.c.created_at < before))


# across companies: how long the installation's queue is, and since when its first run waits
async def queue(tx: Tx) -> tuple[int, datetime | None]:
    """How many runs wait for their turn, and since when the first of them does."""
    queued = (runs.c.owner.is_(None), runs.c.status == "queued")
    (found,) = await tx.all(
        sa.select(sa.func.count().label("count"), sa.func.min(runs.c.id).label("first")).where(*queued)
    )
    first = found["first"]
    since = await tx.scalar(sa.select(runs.c.created_at).where(runs.c.id == first)) if first else None
    return found["count"], since
