"""Budgets, what is reserved and spent under them, and what companies pay."""

import sqlalchemy as sa
from alembic import op

from kernel.db import Id, Real, ShortText, UtcTime

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Create their tables."""
    op.create_table(
        "budgets",
        sa.Column("id", Id(), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("name", ShortText(120), nullable=False),
        sa.Column("scope", ShortText(20), nullable=False),
        sa.Column("subject", ShortText(200), nullable=False),
        sa.Column("period", ShortText(10), nullable=False),
        sa.Column("soft_limit", sa.BigInteger(), nullable=True),
        sa.Column("hard_limit", sa.BigInteger(), nullable=True),
        sa.Column("unknown_prices", ShortText(10), nullable=False),
        sa.Column("created_by", Id(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
    )
    op.create_index("ix_budgets_company", "budgets", ["company_id", "id"])
    op.create_table(
        "budget_spending",
        sa.Column("budget_id", Id(), primary_key=True),
        sa.Column("subject", ShortText(200), primary_key=True),
        sa.Column("period", ShortText(10), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("spent", sa.BigInteger(), nullable=False),
        sa.Column("reserved", sa.BigInteger(), nullable=False),
        sa.Column("uncertain", sa.BigInteger(), nullable=False),
        sa.Column("told_soft", sa.Boolean(), nullable=False),
        sa.Column("told_hard", sa.Boolean(), nullable=False),
    )
    op.create_index("ix_budget_spending_company", "budget_spending", ["company_id", "budget_id", "period"])
    op.create_table(
        "budget_holds",
        sa.Column("id", Id(), primary_key=True),
        sa.Column("budget_id", Id(), primary_key=True),
        sa.Column("subject", ShortText(200), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("period", ShortText(10), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("state", ShortText(4), nullable=False),
        sa.Column("expires_at", UtcTime(), nullable=False),
    )
    op.create_index("ix_budget_holds_expiry", "budget_holds", ["state", "expires_at"])
    op.create_table(
        "price_overrides",
        sa.Column("id", Id(), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("provider", ShortText(80), nullable=False),
        sa.Column("model", ShortText(200), nullable=False),
        sa.Column("input_price", Real(), nullable=False),
        sa.Column("output_price", Real(), nullable=False),
        sa.Column("cached_price", Real(), nullable=True),
        sa.Column("updated_by", Id(), nullable=False),
        sa.Column("updated_at", UtcTime(), nullable=False),
        sa.UniqueConstraint("company_id", "provider", "model", name="uq_price_overrides"),
    )
    op.create_table(
        "currencies",
        sa.Column("company_id", Id(), primary_key=True),
        sa.Column("currency", ShortText(3), nullable=False),
        sa.Column("per_usd", Real(), nullable=False),
        sa.Column("updated_by", Id(), nullable=False),
        sa.Column("updated_at", UtcTime(), nullable=False),
    )
