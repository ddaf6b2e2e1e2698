"""Every query on what is counted, and those that read what is to be counted."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from company_service.approvals.tables import approvals
from company_service.demo.tables import demos
from company_service.engine.identity import id_at
from company_service.engine.steps import TEST
from company_service.engine.tables import run_ends, runs, step_runs
from company_service.insights.rules.counting import COURSE, NUMBERS, Scope, Sums
from company_service.insights.tables import (
    failure_reasons,
    failure_rollups,
    insight_reports,
    model_rollups,
    run_rollups,
)
from company_service.runs.tables import run_facts
from company_service.workflows.tables import workflows
from kernel.db import Row, Tx

_KEY = ("source", "grain", "workflow_id", "agent_id", "minute")


# What is to be counted


async def claim(tx: Tx, company_id: str, run_ids: Sequence[str]) -> None:
    """Take runs out of the queue of those that ended; their rows are held until the end, so nobody else counts them."""
    mine = (run_ends.c.company_id == company_id) & run_ends.c.run_id.in_(run_ids)
    await tx.execute(sa.delete(run_ends).where(mine))


async def counted(tx: Tx, company_id: str, run_ids: Sequence[str]) -> set[str]:
    """Those of the runs that are counted."""
    mine = (run_facts.c.company_id == company_id) & run_facts.c.run_id.in_(run_ids)
    return {row["run_id"] for row in await tx.all(sa.select(run_facts.c.run_id).where(mine))}


async def runs_of(tx: Tx, company_id: str, run_ids: Sequence[str]) -> Sequence[Row]:
    """What is asked of runs to be counted. Runs that tried a draft are not."""
    r = runs.c
    columns = (
        r.id, r.company_id, r.workflow_id, r.agent_id, r.status, r.input, r.error, r.cost, r.started_at, r.ended_at,
    )  # fmt: skip
    mine = (runs.c.company_id == company_id) & r.id.in_(run_ids)
    return await tx.all(sa.select(*columns).where(mine, r.trigger != TEST))


async def answers(tx: Tx, company_id: str, run_ids: Sequence[str]) -> Sequence[Row]:
    """Steps of these runs that a model or another method answered, and that were done in them."""
    s = step_runs.c
    mine = (step_runs.c.company_id == company_id) & s.run_id.in_(run_ids)
    query = sa.select(s.run_id, s.answered_by, s.cost).where(mine, s.answered_by.is_not(None), s.reused_from.is_(None))
    return await tx.all(query)


async def approvals_of(tx: Tx, company_id: str, run_ids: Sequence[str]) -> Sequence[Row]:
    """The approvals that these runs asked for."""
    a = approvals.c
    mine = (approvals.c.company_id == company_id) & a.run_id.in_(run_ids)
    return await tx.all(sa.select(a.run_id, a.status, a.created_at, a.decided_at).where(mine))


async def sample(tx: Tx, company_id: str) -> tuple[str, frozenset[str]]:
    """The company's sample: its workflow and its files."""
    row = await tx.one_or_none(sa.select(demos).where(demos.c.company_id == company_id))
    return (row["workflow_id"], frozenset(row["files"].values())) if row else ("", frozenset())


# Counting


async def insert_facts(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
    """Say that runs are counted (`rows` name their `company_id`)."""
    await tx.execute(sa.insert(run_facts), [dict(row) for row in rows])


async def delete_facts(tx: Tx, company_id: str, run_ids: Sequence[str]) -> None:
    """The runs are gone: nothing needs to be known of each."""
    mine = (run_facts.c.company_id == company_id) & run_facts.c.run_id.in_(run_ids)
    await tx.execute(sa.delete(run_facts).where(mine))


async def add_reasons(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
    """Remember why runs failed (`rows` name their `company_id`)."""
    await tx.insert_absent(failure_reasons, rows)


async def add_sums(tx: Tx, company_id: str, more: Mapping[Scope, Sums]) -> None:
    """Add to rollups, which start at zero. Always in the same order, so that two who add never wait for each other."""
    order = sorted(more)
    zero: dict[str, Any] = {**vars(Sums()), "times": {}, "waits": {}}
    begun = [{"company_id": company_id, **scope._asdict(), **zero} for scope in order]
    await tx.insert_absent(run_rollups, begun)
    c = run_rollups.c
    matches = tuple(c[name] == sa.bindparam(f"of_{name}") for name in _KEY)
    own = (run_rollups.c.company_id == company_id) & sa.and_(*matches)
    values = {name: c[name] + sa.bindparam(f"more_{name}") for name in NUMBERS}
    kept = {name: sa.bindparam(f"all_{name}", type_=c[name].type) for name in ("times", "waits")}
    held = await _histograms(tx, company_id, order)
    changes = [
        {**_named("of", scope._asdict()), **_named("more", vars(more[scope])), **_joined(held.get(scope), more[scope])}
        for scope in order
    ]
    await tx.execute(sa.update(run_rollups).where(own).values(**values, **kept), changes)


async def _histograms(tx: Tx, company_id: str, scopes: Sequence[Scope]) -> dict[Scope, Row]:
    """The histograms of rollups (and of some beside them), which stay as they are until the end of the transaction."""
    c = run_rollups.c
    near = (c[name].in_({getattr(scope, name) for scope in scopes}) for name in _KEY)
    mine = (run_rollups.c.company_id == company_id) & sa.and_(*near)
    query = sa.select(*(c[name] for name in _KEY), c.times, c.waits).where(mine)
    rows = await tx.all(query.order_by(*(c[name] for name in _KEY)).with_for_update())
    return {Scope(*(row[name] for name in _KEY)): row for row in rows}


def _named(prefix: str, values: Mapping[str, Any]) -> dict[str, Any]:
    return {f"{prefix}_{name}": value for name, value in values.items() if name not in {"times", "waits"}}


def _joined(held: Row | None, more: Sums) -> dict[str, Any]:
    both = (Counter(held[name] if held else {}) + getattr(more, name) for name in ("times", "waits"))
    return dict(zip(("all_times", "all_waits"), map(dict, both), strict=True))


async def add_models(tx: Tx, company_id: str, more: Mapping[tuple[Scope, str, str], Sequence[float]]) -> None:
    """Add answers of models and their cost."""
    if not more:
        return
    keys = [{**scope._asdict(), "provider": provider, "model": model} for scope, provider, model in sorted(more)]
    begun = [{"company_id": company_id, **key, "answers": 0, "cost": 0.0} for key in keys]
    await tx.insert_absent(model_rollups, begun)
    c = model_rollups.c
    own = (c[name] == sa.bindparam(f"of_{name}") for name in (*_KEY, "provider", "model"))
    values = {name: c[name] + sa.bindparam(f"more_{name}") for name in ("answers", "cost")}
    update = sa.update(model_rollups).where(model_rollups.c.company_id == company_id, *own).values(**values)
    added = [{"more_answers": int(more[key][0]), "more_cost": more[key][1]} for key in sorted(more)]
    await tx.execute(update, [{**_named("of", key), **amount} for key, amount in zip(keys, added, strict=True)])


async def add_failures(tx: Tx, company_id: str, more: Mapping[tuple[Scope, str], int]) -> None:
    """Add failed runs by their reason."""
    if not more:
        return
    keys = [{**scope._asdict(), "reason": reason} for scope, reason in sorted(more)]
    begun = [{"company_id": company_id, **key, "runs": 0} for key in keys]
    await tx.insert_absent(failure_rollups, begun)
    c = failure_rollups.c
    own = (c[name] == sa.bindparam(f"of_{name}") for name in (*_KEY, "reason"))
    update = sa.update(failure_rollups).where(failure_rollups.c.company_id == company_id, *own)
    added = [{**_named("of", key), "more": more[scope]} for key, scope in zip(keys, sorted(more), strict=True)]
    await tx.execute(update.values(runs=c.runs + sa.bindparam("more")), added)


# Figures


@dataclass(frozen=True)
class Asked:
    """Of whose runs figures are wanted."""

    company_id: str
    source: str
    workflow_id: str | None = None
    agent_id: str | None = None
    hidden: Sequence[str] = ()
    """Workflows and agents that are shared with others only."""

    def narrow(self, c: Any) -> Iterable[sa.ColumnElement[bool]]:
        """The conditions on a rollup's columns, its company apart."""
        yield c.source == self.source
        if self.workflow_id:
            yield c.workflow_id == self.workflow_id
        if self.agent_id:
            yield c.agent_id == self.agent_id
        if self.hidden:
            yield c.workflow_id.not_in(self.hidden) & c.agent_id.not_in(self.hidden)


async def series(tx: Tx, asked: Asked, start: int, end: int) -> Sequence[Row]:
    """The quarters of a time: of all runs together, or of each workflow and agent that is asked about."""
    c = run_rollups.c
    mine = (run_rollups.c.company_id == asked.company_id) & sa.and_(*asked.narrow(c))
    if not (asked.workflow_id or asked.agent_id or asked.hidden):
        mine &= (c.workflow_id == "") & (c.agent_id == "")
    elif not (asked.workflow_id or asked.agent_id):
        mine &= c.workflow_id != ""
    return await tx.all(
        sa.select(c.minute, *(c[name] for name in COURSE)).where(
            mine, c.grain == "quarter", c.minute >= start, c.minute < end
        )
    )


async def rollups(tx: Tx, asked: Asked, grain: str, start: int, end: int) -> Sequence[Row]:
    """The rollups of workflows and agents in a time, of one grain."""
    c = run_rollups.c
    mine = (run_rollups.c.company_id == asked.company_id) & sa.and_(*asked.narrow(c)) & (c.workflow_id != "")
    return await tx.all(sa.select(run_rollups).where(mine, c.grain == grain, c.minute >= start, c.minute < end))


async def models(tx: Tx, asked: Asked, grain: str, start: int, end: int) -> Sequence[Row]:
    """Answers and cost by provider and model."""
    c = model_rollups.c
    mine = (model_rollups.c.company_id == asked.company_id) & sa.and_(*asked.narrow(c))
    sums = (sa.func.sum(c.answers).label("answers"), sa.func.sum(c.cost).label("cost"))
    query = sa.select(c.provider, c.model, *sums).where(mine, c.grain == grain, c.minute >= start, c.minute < end)
    return await tx.all(query.group_by(c.provider, c.model))


async def failures(tx: Tx, asked: Asked, grain: str, start: int, end: int) -> Sequence[Row]:
    """Failed runs by reason."""
    c = failure_rollups.c
    mine = (failure_rollups.c.company_id == asked.company_id) & sa.and_(*asked.narrow(c))
    query = sa.select(c.reason, sa.func.sum(c.runs).label("runs"))
    return await tx.all(query.where(mine, c.grain == grain, c.minute >= start, c.minute < end).group_by(c.reason))


async def reasons(tx: Tx, company_id: str, which: Collection[str]) -> dict[str, Row]:
    """Why runs failed, by the reason's id."""
    mine = (failure_reasons.c.company_id == company_id) & failure_reasons.c.reason.in_(list(which))
    return {row["reason"]: row for row in await tx.all(sa.select(failure_reasons).where(mine))}


async def names(tx: Tx, company_id: str, workflow_ids: Collection[str]) -> dict[str, str]:
    """The names of workflows that are still there, by their id."""
    mine = (workflows.c.company_id == company_id) & workflows.c.id.in_(list(workflow_ids))
    rows = await tx.all(sa.select(workflows.c.id, workflows.c.name).where(mine))
    return {row["id"]: row["name"] for row in rows}


async def listed(
    tx: Tx, asked: Asked, start: datetime, end: datetime, after: str | None, limit: int
) -> Sequence[Row]:  # fmt: skip
    """Runs that are counted and began in a time, the newest first, those after an id."""
    r = runs.c
    columns = (
        r.id, r.workflow_name, r.agent_id, r.status, r.trigger, r.error, r.cost, r.created_at, r.started_at, r.ended_at,
    )  # fmt: skip
    mine = (runs.c.company_id == asked.company_id) & (run_facts.c.company_id == asked.company_id)
    mine &= (r.id == run_facts.c.run_id) & (run_facts.c.source == asked.source)
    mine &= (r.id >= id_at(start)) & (r.id < min(id_at(end), after or "run_~"))
    if asked.workflow_id:
        mine &= r.workflow_id == asked.workflow_id
    if asked.agent_id:
        mine &= r.agent_id == asked.agent_id
    if asked.hidden:
        mine &= r.workflow_id.not_in(asked.hidden) & sa.func.coalesce(r.agent_id, "").not_in(asked.hidden)
    return await tx.all(sa.select(*columns).where(mine).order_by(r.id.desc()).limit(limit))


# The weekly report


async def report(tx: Tx, company_id: str) -> Row | None:
    """How a company wants its report."""
    return await tx.one_or_none(sa.select(insight_reports).where(insight_reports.c.company_id == company_id))


async def set_report(tx: Tx, company_id: str, row: Mapping[str, Any]) -> None:
    """Remember how a company wants its report (`row` names its `company_id`)."""
    if not await tx.insert_if_absent(insight_reports, row):
        await tx.execute(sa.update(insight_reports).where(insight_reports.c.company_id == company_id).values(**row))


async def due_reports(tx: Tx, now: datetime, limit: int) -> Sequence[Row]:
    """Reports whose time has come."""
    # across companies: a report is sent whoever's it is
    due = insight_reports.c.next_at <= now
    return await tx.all(sa.select(insight_reports).where(due).order_by(insight_reports.c.next_at).limit(limit))


async def put_off_report(tx: Tx, company_id: str, due: datetime, after: datetime) -> None:
    """The report of this time is done with; unless somebody has chosen anew meanwhile, it comes again then."""
    mine = (insight_reports.c.company_id == company_id) & (insight_reports.c.next_at == due)
    await tx.execute(sa.update(insight_reports).where(mine).values(next_at=after))
