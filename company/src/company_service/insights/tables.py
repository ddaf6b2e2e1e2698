"""What is counted of runs that ended. Nothing here is deleted with the runs, except what tells one run from another."""

from typing import Any

import sqlalchemy as sa

from kernel.db import Id, Json, Real, ShortText, UtcTime


def _key() -> tuple[sa.Column[Any], ...]:
    """Whose runs, in which piece of time (`grain`: `quarter`, `day` or `past`, beginning at `minute`, Unix time)."""
    return (
        sa.Column("source", ShortText(10), primary_key=True),
        sa.Column("grain", ShortText(10), primary_key=True),
        sa.Column("workflow_id", Id(), primary_key=True),
        sa.Column("agent_id", Id(), primary_key=True),
        sa.Column("minute", sa.Integer, primary_key=True, autoincrement=False),
    )


def define(metadata: sa.MetaData) -> tuple[sa.Table, sa.Table, sa.Table, sa.Table, sa.Table]:
    """`run_rollups` of every workflow and agent (no agent: an empty text), and of all together (both empty).

    `past` are runs that were deleted before anything was counted here: a UTC day's counts, cost and time are known of
    them, nothing else. `examined` runs are those of which more is known; `decided` of these had a person decide
    something. `times` and `waits` are durations of succeeded runs and of approvals (`rules.durations`).
    `insight_reports` says how a company wants its weekly report (no next time: not at all).
    """
    rollups = sa.Table(
        "run_rollups",
        metadata,
        sa.Column("company_id", Id(), primary_key=True),
        *_key(),
        sa.Column("succeeded", sa.Integer, nullable=False),
        sa.Column("failed", sa.Integer, nullable=False),
        sa.Column("cancelled", sa.Integer, nullable=False),
        sa.Column("examined", sa.Integer, nullable=False),
        sa.Column("decided", sa.Integer, nullable=False),
        sa.Column("approvals", sa.Integer, nullable=False),
        sa.Column("cost", Real(), nullable=False),
        sa.Column("seconds", Real(), nullable=False),
        sa.Column("times", Json(), nullable=False),
        sa.Column("waits", Json(), nullable=False),
        sa.Index("run_rollups_by_time", "company_id", "source", "grain", "minute"),
        sa.Index("run_rollups_of_workflow", "company_id", "source", "grain", "workflow_id", "minute"),
        sa.Index("run_rollups_of_agent", "company_id", "source", "grain", "agent_id", "minute"),
    )
    models = sa.Table(
        "model_rollups",
        metadata,
        sa.Column("company_id", Id(), primary_key=True),
        *_key(),
        sa.Column("provider", ShortText(80), primary_key=True),
        sa.Column("model", ShortText(120), primary_key=True),
        sa.Column("answers", sa.Integer, nullable=False),
        sa.Column("cost", Real(), nullable=False),
        sa.Index("model_rollups_by_time", "company_id", "source", "grain", "minute"),
    )
    failures = sa.Table(
        "failure_rollups",
        metadata,
        sa.Column("company_id", Id(), primary_key=True),
        *_key(),
        sa.Column("reason", ShortText(32), primary_key=True),
        sa.Column("runs", sa.Integer, nullable=False),
        sa.Index("failure_rollups_by_time", "company_id", "source", "grain", "minute"),
    )
    reasons = sa.Table(
        "failure_reasons",
        metadata,
        sa.Column("company_id", Id(), primary_key=True),
        sa.Column("reason", ShortText(32), primary_key=True),
        sa.Column("workflow_id", Id(), nullable=False),
        sa.Column("type", ShortText(200), nullable=False),
        sa.Column("title", ShortText(200), nullable=False),
        sa.Column("step", ShortText(200), nullable=False),
        sa.Column("step_name", ShortText(200), nullable=False),
    )
    reports = sa.Table(
        "insight_reports",
        metadata,
        sa.Column("company_id", Id(), primary_key=True),
        sa.Column("weekday", sa.Integer, nullable=False),
        sa.Column("hour", sa.Integer, nullable=False),
        sa.Column("time_zone", ShortText(60), nullable=False),
        sa.Column("readers", ShortText(40), nullable=False),
        sa.Column("next_at", UtcTime(), nullable=True, index=True),
    )
    return rollups, models, failures, reasons, reports


run_rollups, model_rollups, failure_rollups, failure_reasons, insight_reports = define(sa.MetaData())
