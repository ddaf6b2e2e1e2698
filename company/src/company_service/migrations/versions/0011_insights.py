"""What is counted of runs that ended: rollups, failure reasons, models, and which runs are counted."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from alembic import op

from kernel.db import Id, Json, Real, ShortText, UtcTime

revision = "0011"
down_revision = "0010"


def _key() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("company_id", Id(), primary_key=True),
        sa.Column("source", ShortText(10), primary_key=True),
        sa.Column("grain", ShortText(10), primary_key=True),
        sa.Column("workflow_id", Id(), primary_key=True),
        sa.Column("agent_id", Id(), primary_key=True),
        sa.Column("minute", sa.Integer(), primary_key=True, autoincrement=False),
    )


def upgrade() -> None:
    """Add tables. Runs that ended are queued to be counted; of those that were deleted the totals are taken over."""
    op.create_table(
        "run_ends",
        sa.Column("run_id", Id(), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
    )
    op.create_table(
        "run_facts",
        sa.Column("run_id", Id(), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("source", ShortText(10), nullable=False),
        sa.Column("decided", sa.Boolean(), nullable=False),
        sa.Column("reason", ShortText(32), nullable=True),
    )
    op.create_index("run_facts_by_reason", "run_facts", ["company_id", "reason", "run_id"])
    op.create_table(
        "run_rollups",
        *_key(),
        sa.Column("succeeded", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("cancelled", sa.Integer(), nullable=False),
        sa.Column("examined", sa.Integer(), nullable=False),
        sa.Column("decided", sa.Integer(), nullable=False),
        sa.Column("approvals", sa.Integer(), nullable=False),
        sa.Column("cost", Real(), nullable=False),
        sa.Column("seconds", Real(), nullable=False),
        sa.Column("times", Json(), nullable=False),
        sa.Column("waits", Json(), nullable=False),
    )
    key = ["company_id", "source", "grain"]
    op.create_index("run_rollups_by_time", "run_rollups", [*key, "minute"])
    op.create_index("run_rollups_of_workflow", "run_rollups", [*key, "workflow_id", "minute"])
    op.create_index("run_rollups_of_agent", "run_rollups", [*key, "agent_id", "minute"])
    op.create_table(
        "model_rollups",
        *_key(),
        sa.Column("provider", ShortText(80), primary_key=True),
        sa.Column("model", ShortText(120), primary_key=True),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("cost", Real(), nullable=False),
    )
    op.create_index("model_rollups_by_time", "model_rollups", ["company_id", "source", "grain", "minute"])
    op.create_table(
        "failure_rollups",
        *_key(),
        sa.Column("reason", ShortText(32), primary_key=True),
        sa.Column("runs", sa.Integer(), nullable=False),
    )
    op.create_index("failure_rollups_by_time", "failure_rollups", ["company_id", "source", "grain", "minute"])
    op.create_table(
        "failure_reasons",
        sa.Column("company_id", Id(), primary_key=True),
        sa.Column("reason", ShortText(32), primary_key=True),
        sa.Column("workflow_id", Id(), nullable=False),
        sa.Column("type", ShortText(200), nullable=False),
        sa.Column("title", ShortText(200), nullable=False),
        sa.Column("step", ShortText(200), nullable=False),
        sa.Column("step_name", ShortText(200), nullable=False),
    )
    op.create_table(
        "insight_reports",
        sa.Column("company_id", Id(), primary_key=True),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("time_zone", ShortText(60), nullable=False),
        sa.Column("readers", ShortText(40), nullable=False),
        sa.Column("next_at", UtcTime(), nullable=True),
    )
    op.create_index("ix_insight_reports_next_at", "insight_reports", ["next_at"])
    runs = sa.table("runs", *map(sa.column, ("id", "company_id", "ended_at", "trigger")))
    ends = sa.table("run_ends", *map(sa.column, ("run_id", "company_id")))
    ended = sa.select(runs.c.id, runs.c.company_id).where(runs.c.ended_at.is_not(None), runs.c.trigger != "test")
    op.execute(sa.insert(ends).from_select(["run_id", "company_id"], ended))
    _take_over_totals()


def _take_over_totals() -> None:
    """The totals of deleted runs as rollups; `minute` is the beginning of their UTC day."""
    names = ("company_id", "day", "workflow_id", "agent_id", "status", "runs", "cost", "seconds")
    totals = sa.table("run_totals", *map(sa.column, names))
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    for row in op.get_bind().execute(sa.select(totals)).mappings():
        key = {name: row[name] for name in ("company_id", "workflow_id", "agent_id")}
        minute = (date.fromisoformat(row["day"]) - date(1970, 1, 1)).days * 24 * 60
        zero = dict.fromkeys(("succeeded", "failed", "cancelled", "examined", "decided", "approvals"), 0)
        begun = {**key, **zero, "cost": 0.0, "seconds": 0.0, "times": "{}", "waits": "{}"}
        rollup = found.setdefault((*key.values(), row["day"]), {**begun, "minute": minute})
        rollup[row["status"]] += row["runs"]
        rollup["cost"] += row["cost"]
        rollup["seconds"] += row["seconds"]
    if found:
        rollups = [{"source": "company", "grain": "past", **each} for each in found.values()]
        op.bulk_insert(sa.table("run_rollups", *map(sa.column, rollups[0])), rollups)
