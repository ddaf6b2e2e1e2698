"""Budgets, what was spent under each in each period, and what is reserved for calls in the air."""

import sqlalchemy as sa

from kernel.db import Id, ShortText, UtcTime


def define(metadata: sa.MetaData) -> tuple[sa.Table, sa.Table, sa.Table]:
    """Money is in nano-dollars. `subject` is whom a budget holds for; `*`: for each of them by itself.

    A hold in state `lost` belonged to a process that died in the middle of a call: its money stands in `uncertain`.
    """
    budgets = sa.Table(
        "budgets",
        metadata,
        sa.Column("id", Id(), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("name", ShortText(120), nullable=False),
        sa.Column("scope", ShortText(20), nullable=False),
        sa.Column("subject", ShortText(200), nullable=False),
        sa.Column("period", ShortText(10), nullable=False),
        sa.Column("soft_limit", sa.BigInteger, nullable=True),
        sa.Column("hard_limit", sa.BigInteger, nullable=True),
        sa.Column("unknown_prices", ShortText(10), nullable=False),
        sa.Column("created_by", Id(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Index("ix_budgets_company", "company_id", "id"),
    )
    spending = sa.Table(
        "budget_spending",
        metadata,
        sa.Column("budget_id", Id(), primary_key=True),
        sa.Column("subject", ShortText(200), primary_key=True),
        sa.Column("period", ShortText(10), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("spent", sa.BigInteger, nullable=False),
        sa.Column("reserved", sa.BigInteger, nullable=False),
        sa.Column("uncertain", sa.BigInteger, nullable=False),
        sa.Column("told_soft", sa.Boolean, nullable=False),
        sa.Column("told_hard", sa.Boolean, nullable=False),
        sa.Index("ix_budget_spending_company", "company_id", "budget_id", "period"),
    )
    holds = sa.Table(
        "budget_holds",
        metadata,
        sa.Column("id", Id(), primary_key=True),
        sa.Column("budget_id", Id(), primary_key=True),
        sa.Column("subject", ShortText(200), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("period", ShortText(10), nullable=False),
        sa.Column("amount", sa.BigInteger, nullable=False),
        sa.Column("state", ShortText(4), nullable=False),
        sa.Column("expires_at", UtcTime(), nullable=False),
        sa.Index("ix_budget_holds_expiry", "state", "expires_at"),
    )
    return budgets, spending, holds


budgets, spending, holds = define(sa.MetaData())
