"""The first schema of the agents service."""

import sqlalchemy as sa
from alembic import op

from kernel.db import Id, Json, LongText, Real, ShortText, UtcTime, create_kernel_tables

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create everything."""
    create_kernel_tables(op.get_bind())
    op.create_table(
        "agents",
        sa.Column("id", Id(), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("name", ShortText(120), nullable=False),
        sa.Column("content", Json(), nullable=False),
        sa.Column("status", ShortText(20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("owner_id", Id(), nullable=False),
        sa.Column("creation_key", ShortText(120), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("updated_at", UtcTime(), nullable=False),
        sa.UniqueConstraint("company_id", "creation_key", name="uq_agents_creation_key"),
    )
    op.create_index("ix_agents_company", "agents", ["company_id", "id"])
    op.create_table(
        "agent_versions",
        sa.Column("agent_id", Id(), primary_key=True),
        sa.Column("version", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("content", Json(), nullable=False),
        sa.Column("note", LongText(), nullable=False),
        sa.Column("saved_by", Id(), nullable=False),
        sa.Column("saved_at", UtcTime(), nullable=False),
    )
    op.create_table(
        "agent_metrics",
        sa.Column("agent_id", Id(), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("runs", sa.Integer(), nullable=False),
        sa.Column("succeeded", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.Column("seconds", Real(), nullable=False),
        sa.Column("cost", Real(), nullable=False),
    )
    op.create_index("ix_agent_metrics_company_id", "agent_metrics", ["company_id"])
