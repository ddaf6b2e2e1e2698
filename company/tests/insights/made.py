"""Runs that ended at some time, as the engine leaves them, without anything having run."""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from company.tests.world import AGENT, World
from company_service.approvals.tables import approvals
from company_service.engine.identity import run_id
from company_service.engine.tables import run_ends, runs, step_runs
from tests.harness import COMPANY

FLOW = "wfl_" + "f" * 32
Json = dict[str, Any]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def ended(began: datetime, seconds: float = 1.0, status: str = "succeeded", **other: Any) -> Json:
    """A run of one minute's queue and so many seconds of work."""
    started = began + timedelta(minutes=1)
    cause = f"{began}{seconds}{status}{sorted(other.items())}"
    row = {
        "id": run_id(began, cause), "company_id": COMPANY, "workflow_id": FLOW, "workflow_name": "Pay", "version": 1,
        "agent_id": AGENT, "graph_hash": "h", "machine_version": 1, "trigger": "manual", "status": status, "cost": 0.0,
        "created_at": began, "started_at": started, "ended_at": started + timedelta(seconds=seconds),
        "changed_seq": 1, "fence": 0, "error": None, "input": "{}",
    }  # fmt: skip
    return {**row, **other}


async def put(world: World, *rows: Json) -> None:
    """Let these runs have ended, and count them."""
    async with world.service.host.db.begin() as tx:
        for row in rows:
            await tx.execute(sa.insert(runs).values(**row))
            await tx.execute(sa.insert(run_ends).values(run_id=row["id"], company_id=row["company_id"]))
    await world.ends_followed()


async def put_answer(world: World, run: Json, model: str | None, cost: float, **other: Any) -> None:
    """Let a step of a run have been answered by a model."""
    step = hashlib.sha256(f"{model}{cost}{other}".encode()).hexdigest()[:12]
    by = {"provider": "prv_1" if model else "local", "model": model, "method": "", "note": ""}
    row = {
        "run_id": run["id"], "step": step, "company_id": run["company_id"], "name": "Read", "type": "ai.extract",
        "status": "succeeded", "attempt": 1, "cost": cost, "answered_by": by, "changed_seq": 1, **other,
    }  # fmt: skip
    async with world.service.host.db.begin() as tx:
        await tx.execute(sa.insert(step_runs).values(**row))


async def put_approval(world: World, run: Json, waited: float | None) -> None:
    """Let a run have asked a person, who took so many seconds; none: nobody ever answered."""
    asked = run["started_at"]
    row: Json = {
        "id": run["id"].replace("run_", "apr_"), "company_id": run["company_id"], "run_id": run["id"],
        "workflow_id": run["workflow_id"], "workflow_name": "Pay", "step": "ask", "attempt": 1, "title": "Pay?",
        "description": "", "context": {}, "choices": ["yes"], "to": [], "created_at": asked,
        "status": "withdrawn" if waited is None else "decided",
        "decided_at": None if waited is None else asked + timedelta(seconds=waited),
    }  # fmt: skip
    async with world.service.host.db.begin() as tx:
        await tx.execute(sa.insert(approvals).values(**row))
