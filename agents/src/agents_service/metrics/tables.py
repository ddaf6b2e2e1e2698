"""What agents' runs came to: totals, by day, how long they took, and what people thought of them."""

import sqlalchemy as sa

from kernel.db import Id, LongText, Real, ShortText, UtcTime


def define(metadata: sa.MetaData) -> tuple[sa.Table, sa.Table, sa.Table, sa.Table]:
    """`seconds` and `cost` (USD) are sums over ended runs; days are UTC's, as `2026-11-30`.

    `recent` holds how the last runs ended, the newest last: `s` succeeded, `f` failed. `agent_times` counts succeeded
    runs by how long they took (`rules.goals.bin_of`).
    """
    totals = sa.Table(
        "agent_metrics",
        metadata,
        sa.Column("agent_id", Id(), primary_key=True),
        sa.Column("company_id", Id(), nullable=False, index=True),
        sa.Column("runs", sa.Integer, nullable=False),
        sa.Column("succeeded", sa.Integer, nullable=False),
        sa.Column("failed", sa.Integer, nullable=False),
        sa.Column("waiting", sa.Integer, nullable=False),
        sa.Column("seconds", Real(), nullable=False),
        sa.Column("cost", Real(), nullable=False),
        sa.Column("recent", ShortText(100), nullable=True),
    )
    days = sa.Table(
        "agent_days",
        metadata,
        sa.Column("agent_id", Id(), primary_key=True),
        sa.Column("day", ShortText(10), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("runs", sa.Integer, nullable=False),
        sa.Column("succeeded", sa.Integer, nullable=False),
        sa.Column("failed", sa.Integer, nullable=False),
        sa.Column("seconds", Real(), nullable=False),
        sa.Column("cost", Real(), nullable=False),
        sa.Column("approvals", sa.Integer, nullable=False),
        sa.Column("approval_seconds", Real(), nullable=False),
        sa.Index("ix_agent_days_company", "company_id", "day"),
    )
    times = sa.Table(
        "agent_times",
        metadata,
        sa.Column("agent_id", Id(), primary_key=True),
        sa.Column("day", ShortText(10), primary_key=True),
        sa.Column("bin", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("runs", sa.Integer, nullable=False),
        sa.Index("ix_agent_times_company", "company_id", "day"),
    )
    feedback = sa.Table(
        "agent_feedback",
        metadata,
        sa.Column("company_id", Id(), primary_key=True),
        sa.Column("run_id", Id(), primary_key=True),
        sa.Column("user_id", Id(), primary_key=True),
        sa.Column("agent_id", Id(), nullable=False),
        sa.Column("day", ShortText(10), nullable=False),
        sa.Column("liked", sa.Boolean, nullable=False),
        sa.Column("reason", LongText(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Index("ix_agent_feedback_agent", "company_id", "agent_id", "created_at"),
    )
    return totals, days, times, feedback


agent_metrics, agent_days, agent_times, agent_feedback = define(sa.MetaData())
