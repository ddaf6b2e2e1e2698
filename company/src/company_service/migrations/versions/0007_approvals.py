"""Approvals by several people, with reminders, escalation, reassignment and a log of what was done."""

import sqlalchemy as sa
from alembic import op

from kernel.db import Id, Json, LongText, ShortText, UtcTime

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add columns that may be empty, and two tables. What waits already is found by those who may always decide."""
    for column in (
        sa.Column("asked_by", ShortText(80), nullable=True),
        sa.Column("needed", sa.Integer(), nullable=True),
        sa.Column("self_approval", sa.Boolean(), nullable=True),
        sa.Column("until", UtcTime(), nullable=True),
        sa.Column("remind_seconds", sa.Integer(), nullable=True),
        sa.Column("remind_at", UtcTime(), nullable=True),
        sa.Column("escalate_at", UtcTime(), nullable=True),
        sa.Column("escalate_to", Json(), nullable=True),
        sa.Column("wake_at", UtcTime(), nullable=True),
    ):
        op.add_column("approvals", column)
    op.create_index("ix_approvals_wake", "approvals", ["status", "wake_at"])
    op.create_table(
        "approval_addressees",
        sa.Column("company_id", Id(), primary_key=True),
        sa.Column("address", ShortText(120), primary_key=True),
        sa.Column("approval_id", Id(), primary_key=True),
    )
    op.create_table(
        "approval_log",
        sa.Column("id", Id(), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("approval_id", Id(), nullable=False),
        sa.Column("kind", ShortText(20), nullable=False),
        sa.Column("once", ShortText(80), nullable=False),
        sa.Column("by", ShortText(80), nullable=True),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("choice", ShortText(100), nullable=True),
        sa.Column("comment", LongText(), nullable=True),
        sa.Column("to", Json(), nullable=True),
        sa.UniqueConstraint("approval_id", "kind", "once", name="uq_approval_log_once"),
    )
    op.create_index("ix_approval_log", "approval_log", ["company_id", "approval_id", "id"])
