"""The first schema of the AI service."""

import sqlalchemy as sa
from alembic import op

from kernel.db import Id, LongText, Real, ShortText, UtcTime, create_kernel_tables

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create everything."""
    create_kernel_tables(op.get_bind())
    op.create_table(
        "endpoints",
        sa.Column("company_id", Id(), primary_key=True),
        sa.Column("base_url", ShortText(500), nullable=False),
        sa.Column("model", ShortText(200), nullable=False),
        sa.Column("api_key", LongText(), nullable=False),
        sa.Column("last4", ShortText(4), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("input_price", Real(), nullable=False),
        sa.Column("output_price", Real(), nullable=False),
        sa.Column("updated_by", Id(), nullable=False),
        sa.Column("updated_at", UtcTime(), nullable=False),
    )
    op.create_table(
        "usage_records",
        sa.Column("id", Id(), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("user_id", Id(), nullable=False),
        sa.Column("task", ShortText(40), nullable=False),
        sa.Column("provider", ShortText(40), nullable=False),
        sa.Column("model", ShortText(200), nullable=False),
        sa.Column("input_tokens", sa.Integer(), nullable=False),
        sa.Column("output_tokens", sa.Integer(), nullable=False),
        sa.Column("cost", Real(), nullable=False),
        sa.Column("seconds", Real(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
    )
    op.create_index("ix_usage_records_company", "usage_records", ["company_id", "id"])
