"""What holds runs back: pauses, and the limits of workflows.

A pause is a row: of everything (the operator's), of a company, of a workflow, of an agent. While it is there, new runs
are accepted and stay queued; runs that are under way finish the steps they are at and go no further. A limit says how
many runs of a workflow may be at work at once (one that waits for a person or a time is not at work), and how many may
begin within a minute. Every process looks at both once a second; the one where they change, at once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

import sqlalchemy as sa

from company_service.engine.tables import run_limits, run_pauses, runs
from kernel.db import Database, Row, Tx

Scope = Literal["everything", "company", "workflow", "agent"]
NOBODY = ""
"""Stands for the company in the operator's pause of everything."""

WINDOW = timedelta(minutes=1)
LARGEST = 10_000
"""More than any limit."""


@dataclass(frozen=True, slots=True)
class Limit:
    """How much of one workflow may go on; None: as much as there is room for."""

    max_running: int | None = None
    max_starts_per_minute: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What is paused and limited, as last looked at."""

    pauses: Mapping[tuple[str, Scope, str], str] = field(default_factory=dict[tuple[str, Scope, str], str])
    """Company, scope and target, each with its reason."""
    limits: Mapping[tuple[str, str], Limit] = field(default_factory=dict[tuple[str, str], Limit])
    """By company and workflow."""

    def pause(self, company_id: str, workflow_id: str, agent_id: str | None) -> Scope | None:
        """The widest pause that holds back such a run."""
        if not self.pauses:
            return None
        known: tuple[tuple[str, Scope, str], ...] = (
            (NOBODY, "everything", ""),
            (company_id, "company", ""),
            (company_id, "agent", agent_id or ""),
            (company_id, "workflow", workflow_id),
        )
        return next((key[1] for key in known if key in self.pauses), None)

    def holds_back(self, company_id: str, workflow_id: str, agent_id: str | None) -> bool:
        """Whether such a run may not begin just like that."""
        return (company_id, workflow_id) in self.limits or bool(self.pause(company_id, workflow_id, agent_id))

    # across companies: a worker asks for whatever may go on, whoever's it is
    def may_go_on(self) -> list[sa.ColumnElement[bool]]:
        """The same as a condition on `runs`."""
        if (NOBODY, "everything", "") in self.pauses:
            return [sa.false()]
        targets: dict[Scope, list[str]] = {}
        for company_id, scope, target in self.pauses:
            targets.setdefault(scope, []).append(target or company_id)
        wanted: list[sa.ColumnElement[bool]] = []
        if "company" in targets:
            wanted.append(runs.c.company_id.not_in(targets["company"]))
        if "workflow" in targets:
            wanted.append(runs.c.workflow_id.not_in(targets["workflow"]))
        if "agent" in targets:
            wanted.append(runs.c.agent_id.is_(None) | runs.c.agent_id.not_in(targets["agent"]))
        return wanted


async def read(tx: Tx) -> Standing:
    """What is paused and limited now."""
    # across companies: a worker serves every company
    paused = await tx.all(sa.select(run_pauses))
    limited = await tx.all(sa.select(run_limits))
    return Standing(
        {(row["company_id"], row["scope"], row["target"]): row["reason"] for row in paused},
        {
            (row["company_id"], row["workflow_id"]): Limit(row["max_running"], row["max_starts_per_minute"])
            for row in limited
            if row["max_running"] is not None or row["max_starts_per_minute"] is not None
        },
    )


async def pause(tx: Tx, row: Mapping[str, Any]) -> bool:
    """Pause (`row` names its `company_id`, scope, target, reason, by, at); says whether it was not paused yet."""
    return await tx.insert_if_absent(run_pauses, row)


async def resume(tx: Tx, company_id: str, scope: Scope, target: str) -> bool:
    """End a pause; says whether there was one."""
    mine = (run_pauses.c.company_id == company_id) & (run_pauses.c.scope == scope) & (run_pauses.c.target == target)
    return (await tx.execute(sa.delete(run_pauses).where(mine))).rowcount == 1


async def pause_everything(db: Database, reason: str, at: datetime) -> None:
    """The operator's pause: nothing on this installation begins or goes on."""
    row = {"company_id": NOBODY, "scope": "everything", "target": "", "reason": reason, "by": None, "at": at}
    async with db.begin() as tx:
        await pause(tx, row)


async def resume_everything(db: Database) -> None:
    """End the operator's pause."""
    async with db.begin() as tx:
        await resume(tx, NOBODY, "everything", "")


async def pauses(tx: Tx, company_id: str) -> Sequence[Row]:
    """The pauses that a company is under, the operator's of everything included."""
    mine = run_pauses.c.company_id.in_((company_id, NOBODY))
    return await tx.all(sa.select(run_pauses).where(mine).order_by(run_pauses.c.at))


async def limit_of(tx: Tx, company_id: str, workflow_id: str) -> Limit:
    """The limit of a workflow."""
    mine = (run_limits.c.company_id == company_id) & (run_limits.c.workflow_id == workflow_id)
    row = await tx.one_or_none(sa.select(run_limits).where(mine))
    return Limit(row["max_running"], row["max_starts_per_minute"]) if row else Limit()


async def set_limit(tx: Tx, company_id: str, workflow_id: str, limit: Limit) -> None:
    """Give a workflow this limit."""
    mine = (run_limits.c.company_id == company_id) & (run_limits.c.workflow_id == workflow_id)
    values = {"max_running": limit.max_running, "max_starts_per_minute": limit.max_starts_per_minute}
    empty: dict[str, Any] = {"company_id": company_id, "workflow_id": workflow_id, "recent": [], **values}
    if not await tx.insert_if_absent(run_limits, empty):
        await tx.execute(sa.update(run_limits).where(mine).values(**values))


async def allowed(tx: Tx, company_id: str, workflow_id: str, wanted: int, now: datetime) -> int:
    """How many of so many queued runs of a workflow its limit would let begin now."""
    row = await _limits(tx, company_id, workflow_id, lock=False)
    return min(wanted, await _free(tx, row, now)) if row else wanted


async def admit(tx: Tx, company_id: str, workflow_id: str, wanted: int, now: datetime) -> int:
    """The same, and they count as begun from here on."""
    row = await _limits(tx, company_id, workflow_id, lock=True)
    if row is None:
        return wanted
    wanted = min(wanted, await _free(tx, row, now))
    if wanted and row["max_starts_per_minute"] is not None:
        mine = (run_limits.c.company_id == company_id) & (run_limits.c.workflow_id == workflow_id)
        begun = [*_recent(row, now), *[now.timestamp()] * wanted]
        await tx.execute(sa.update(run_limits).where(mine).values(recent=begun))
    return wanted


async def _limits(tx: Tx, company_id: str, workflow_id: str, *, lock: bool) -> Row | None:
    mine = (run_limits.c.company_id == company_id) & (run_limits.c.workflow_id == workflow_id)
    query = sa.select(run_limits).where(mine)
    return await tx.one_or_none(query.with_for_update() if lock else query)


async def _free(tx: Tx, row: Row, now: datetime) -> int:
    """How many more runs the limit leaves room for."""
    left: list[int] = []
    if (running := row["max_running"]) is not None:
        left.append(running - await at_work(tx, row["company_id"], row["workflow_id"]))
    if (starts := row["max_starts_per_minute"]) is not None:
        left.append(starts - len(_recent(row, now)))
    return max(0, min(left, default=LARGEST))


def _recent(row: Row, now: datetime) -> list[float]:
    return [moment for moment in row["recent"] if moment > (now - WINDOW).timestamp()]


async def at_work(tx: Tx, company_id: str, workflow_id: str) -> int:
    """How many runs of a workflow are under way, those that wait apart."""
    mine = (runs.c.company_id == company_id) & (runs.c.workflow_id == workflow_id)
    begun = (runs.c.status == "running") | ((runs.c.status == "queued") & runs.c.owner.is_not(None))
    return int(await tx.scalar(sa.select(sa.func.count()).where(mine, begun)) or 0)
