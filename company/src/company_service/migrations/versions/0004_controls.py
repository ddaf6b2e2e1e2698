"""Pauses, limits of workflows, and an index by which queued runs are taken in turns."""

import sqlalchemy as sa
from alembic import op

from kernel.db import Id, Json, ShortText, UtcTime

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the tables; the new index does what the old one did, and more."""
    op.create_table(
        "run_pauses",
        sa.Column("company_id", Id(), primary_key=True),
        sa.Column("scope", ShortText(20), primary_key=True),
        sa.Column("target", Id(), primary_key=True),
        sa.Column("reason", ShortText(500), nullable=False),
        sa.Column("by", ShortText(80), nullable=True),
        sa.Column("at", UtcTime(), nullable=False),
    )
    op.create_table(
        "run_limits",
        sa.Column("company_id", Id(), primary_key=True),
        sa.Column("workflow_id", Id(), primary_key=True),
        sa.Column("max_running", sa.Integer(), nullable=True),
        sa.Column("max_starts_per_minute", sa.Integer(), nullable=True),
        sa.Column("recent", Json(), nullable=False),
    )
    op.create_index("runs_by_turn", "runs", ["owner", "status", "company_id", "workflow_id", "id"])
    op.drop_index("runs_by_owner", "runs")
