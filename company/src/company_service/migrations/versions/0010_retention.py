"""Finished runs are deleted after some time: what stays of them, what is left to delete, which graphs are in use."""

import sqlalchemy as sa
from alembic import op

from kernel.db import Id, Real, ShortText, UtcTime

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Add two tables, a column that may be empty (nobody knows when the graphs there are were used), and indexes."""
    op.add_column("run_graphs", sa.Column("used_at", UtcTime(), nullable=True))
    op.create_index("run_graphs_by_use", "run_graphs", ["company_id", "used_at"])
    op.create_index("ix_approval_addressees_approval", "approval_addressees", ["company_id", "approval_id"])
    op.create_index("ix_approvals_run", "approvals", ["company_id", "run_id"])
    op.create_index("ix_uncertain_effects_company_run", "uncertain_effects", ["company_id", "run_id"])
    op.create_table(
        "run_remains",
        sa.Column("company_id", Id(), primary_key=True),
        sa.Column("run_id", Id(), primary_key=True),
        sa.Column("payloads", sa.Boolean(), nullable=False),
    )
    op.create_table(
        "run_totals",
        sa.Column("company_id", Id(), primary_key=True),
        sa.Column("day", ShortText(10), primary_key=True),
        sa.Column("workflow_id", Id(), primary_key=True),
        sa.Column("agent_id", Id(), primary_key=True),
        sa.Column("status", ShortText(20), primary_key=True),
        sa.Column("runs", sa.Integer(), nullable=False),
        sa.Column("cost", Real(), nullable=False),
        sa.Column("seconds", Real(), nullable=False),
    )
