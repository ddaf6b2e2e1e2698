"""Figures of agents by day, what people think of them, and why an agent paused by itself."""

import sqlalchemy as sa
from alembic import op

from kernel.db import Id, Json, LongText, Real, ShortText, UtcTime

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add tables and columns; all new columns may be null."""
    op.add_column("agents", sa.Column("pause", Json(), nullable=True))
    op.add_column("agents", sa.Column("pause_until", UtcTime(), nullable=True))
    op.create_index("ix_agents_pause", "agents", ["pause_until"])
    op.add_column("agent_metrics", sa.Column("recent", ShortText(100), nullable=True))
    op.create_table(
        "agent_days",
        sa.Column("agent_id", Id(), primary_key=True),
        sa.Column("day", ShortText(10), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("runs", sa.Integer(), nullable=False),
        sa.Column("succeeded", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("seconds", Real(), nullable=False),
        sa.Column("cost", Real(), nullable=False),
        sa.Column("approvals", sa.Integer(), nullable=False),
        sa.Column("approval_seconds", Real(), nullable=False),
    )
    op.create_index("ix_agent_days_company", "agent_days", ["company_id", "day"])
    op.create_table(
        "agent_times",
        sa.Column("agent_id", Id(), primary_key=True),
        sa.Column("day", ShortText(10), primary_key=True),
        sa.Column("bin", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("runs", sa.Integer(), nullable=False),
    )
    op.create_index("ix_agent_times_company", "agent_times", ["company_id", "day"])
    op.create_table(
        "agent_feedback",
        sa.Column("company_id", Id(), primary_key=True),
        sa.Column("run_id", Id(), primary_key=True),
        sa.Column("user_id", Id(), primary_key=True),
        sa.Column("agent_id", Id(), nullable=False),
        sa.Column("day", ShortText(10), nullable=False),
        sa.Column("liked", sa.Boolean(), nullable=False),
        sa.Column("reason", LongText(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
    )
    op.create_index("ix_agent_feedback_agent", "agent_feedback", ["company_id", "agent_id", "created_at"])
