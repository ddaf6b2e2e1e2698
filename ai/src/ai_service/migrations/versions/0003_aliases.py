"""Aliases of models, and how much each provider may be asked."""

import sqlalchemy as sa
from alembic import op

from kernel.db import Id, Json, ShortText, UtcTime

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create both tables."""
    op.create_table(
        "model_aliases",
        sa.Column("company_id", Id(), primary_key=True),
        sa.Column("name", ShortText(64), primary_key=True),
        sa.Column("settings", Json(), nullable=False),
        sa.Column("updated_by", Id(), nullable=False),
        sa.Column("updated_at", UtcTime(), nullable=False),
    )
    op.create_table(
        "provider_limits",
        sa.Column("company_id", Id(), primary_key=True),
        sa.Column("provider_id", Id(), primary_key=True),
        sa.Column("at_once", sa.Integer(), nullable=True),
        sa.Column("per_minute", sa.Integer(), nullable=True),
    )
