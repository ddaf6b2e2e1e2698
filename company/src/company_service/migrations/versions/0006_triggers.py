"""Triggers."""

import sqlalchemy as sa
from alembic import op

from kernel.db import Id, Json, LongText, ShortText, UtcTime

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "triggers",
        sa.Column("id", Id(), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("workflow_id", Id(), nullable=False),
        sa.Column("kind", ShortText(20), nullable=False),
        sa.Column("name", ShortText(120), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("pinned_version", sa.Integer(), nullable=True),
        sa.Column("input", Json(), nullable=True),
        sa.Column("settings", Json(), nullable=False),
        sa.Column("subject", ShortText(120), nullable=True),
        sa.Column("token_hash", ShortText(64), nullable=True),
        sa.Column("token", LongText(), nullable=True),
        sa.Column("secret", LongText(), nullable=True),
        sa.Column("next_fire_at", UtcTime(), nullable=True),
        sa.Column("fired", sa.BigInteger(), nullable=False),
        sa.Column("last_fired_at", UtcTime(), nullable=True),
        sa.Column("last_run_id", Id(), nullable=True),
        sa.Column("problem", Json(), nullable=True),
        sa.Column("created_by", Id(), nullable=True),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("updated_at", UtcTime(), nullable=False),
        sa.UniqueConstraint("token_hash", name="uq_triggers_token"),
    )
    op.create_index("ix_triggers_workflow", "triggers", ["company_id", "workflow_id", "id"])
    op.create_index("ix_triggers_subject", "triggers", ["company_id", "kind", "subject"])
    op.create_index("ix_triggers_due", "triggers", ["next_fire_at"])
