"""The projections as the interface shows them. Every question names the company that asks."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from company_service.engine.events import stamp
from company_service.engine.loading import value_of
from company_service.engine.payloads import PayloadStore
from company_service.engine.plan import id_of
from company_service.engine.tables import journal, runs, step_runs
from kernel.db import Database, Row
from kernel.problems import NotFound

Shown = dict[str, Any]


def _time(moment: datetime | None) -> str | None:
    return stamp(moment) if moment else None


def run_shape(row: Row, run_input: Any, output: Any) -> Shown:
    """A run as `GET /runs/{id}` shows it."""
    waiting = row["waiting_for"]
    return {
        "id": row["id"],
        "workflow_id": row["workflow_id"],
        "workflow_name": row["workflow_name"],
        "agent_id": row["agent_id"],
        "version": row["version"],
        "status": row["status"],
        "trigger": row["trigger"],
        "started_by": row["started_by"],
        "trigger_id": row["trigger_id"],
        "parent_run_id": row["parent_run_id"],
        "parent_step": row["parent_step"],
        "origin_run_id": row["origin_run_id"],
        "input": run_input,
        "output": output,
        "error": row["error"],
        "cost": row["cost"],
        "created_at": _time(row["created_at"]),
        "started_at": _time(row["started_at"]),
        "ended_at": _time(row["ended_at"]),
        "waiting_for": {
            "kind": waiting["kind"],
            "title": waiting["title"],
            "approval_id": waiting.get("reference"),
            "until": waiting["until"],
        }
        if waiting
        else None,
        "seq": row["changed_seq"],
    }


def step_shape(row: Row, step_input: Any, output: Any) -> Shown:
    """A step run as `GET /runs/{id}/steps` shows it."""
    return {
        "step": row["step"],
        "step_id": id_of(row["step"]),
        "container": row["container"],
        "iteration": row["iteration"],
        "name": row["name"],
        "type": row["type"],
        "status": row["status"],
        "attempt": row["attempt"],
        "input": step_input,
        "output": output if row["status"] == "succeeded" else None,
        "error": row["error"],
        "cost": row["cost"],
        "port": row["port"],
        "started_at": _time(row["started_at"]),
        "ended_at": _time(row["ended_at"]),
        "answered_by": row["answered_by"],
        "reused_from": row["reused_from"],
        "waiting_for": row["waiting_for"],
        "seq": row["changed_seq"],
    }


class Reading:
    """Reads runs and step runs."""

    def __init__(self, db: Database, payloads: PayloadStore) -> None:
        self._db = db
        self._payloads = payloads

    async def run(self, company_id: str, run_id: str) -> Shown:
        """One run, whole. Raises `NotFound`."""
        return await self._whole(await self.row(company_id, run_id))

    async def row(self, company_id: str, run_id: str) -> Row:
        """A run's row. Raises `NotFound`."""
        wanted = (runs.c.company_id == company_id) & (runs.c.id == run_id)
        async with self._db.read() as tx:
            row = await tx.one_or_none(sa.select(runs).where(wanted))
        if row is None:
            raise NotFound("There is no such run.")
        return row

    async def runs(
        self,
        company_id: str,
        *,
        status: str | None = None,
        workflow_id: str | None = None,
        agent_id: str | None = None,
        before: str | None = None,
        limit: int = 50,
    ) -> list[Shown]:
        """The newest runs first; those older than the run `before`. Large inputs and outputs are left out (null)."""
        wanted = sa.select(runs).where(runs.c.company_id == company_id)
        for column, value in ((runs.c.status, status), (runs.c.workflow_id, workflow_id), (runs.c.agent_id, agent_id)):
            if value is not None:
                wanted = wanted.where(column == value)
        if before is not None:
            wanted = wanted.where(runs.c.id < before)
        async with self._db.read() as tx:
            rows = await tx.all(wanted.order_by(runs.c.id.desc()).limit(limit))
        return [run_shape(row, await self._small(row["input"]), await self._small(row["output"])) for row in rows]

    async def steps(self, company_id: str, run_id: str, *, after_seq: int = 0) -> list[Shown]:
        """The step runs of a run in the order they came about; only those that changed after `after_seq`."""
        mine = (step_runs.c.company_id == company_id) & (step_runs.c.run_id == run_id)
        rows_wanted = sa.select(step_runs).where(mine, step_runs.c.changed_seq > after_seq)
        async with self._db.read() as tx:
            rows = await tx.all(rows_wanted)
            wanted = {seq for row in rows for seq in (row["input_seq"], row["output_seq"]) if seq}
            entries = sa.select(journal.c.seq, journal.c.value, journal.c.value_ref).where(
                journal.c.company_id == company_id, journal.c.run_id == run_id, journal.c.seq.in_(wanted)
            )
            found = {row["seq"]: row for row in await tx.all(entries)} if wanted else {}
        values = {
            seq: await value_of(self._payloads, (company_id, run_id), row["value"], row["value_ref"])
            for seq, row in found.items()
        }
        return [step_shape(row, values.get(row["input_seq"]), values.get(row["output_seq"])) for row in _in_order(rows)]

    async def changes(self, company_id: str, run_id: str, after_seq: int) -> tuple[Shown | None, list[Shown]]:
        """The run, if it changed after `after_seq`, and its step runs that did. Raises `NotFound`."""
        steps = await self.steps(company_id, run_id, after_seq=after_seq)
        row = await self.row(company_id, run_id)
        return (await self._whole(row) if row["changed_seq"] > after_seq else None), steps

    async def _whole(self, row: Row) -> Shown:
        owner = (row["company_id"], row["id"])
        run_input = await value_of(self._payloads, owner, row["input"], row["input_ref"])
        output = await value_of(self._payloads, owner, row["output"], row["output_ref"])
        return run_shape(row, run_input, output)

    async def _small(self, text: str | None) -> Any:
        return await value_of(self._payloads, ("", ""), text, None)


def _in_order(rows: Sequence[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: (row["input_seq"] or row["changed_seq"], row["changed_seq"], row["step"]))
