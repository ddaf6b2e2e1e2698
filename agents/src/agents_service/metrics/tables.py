"""Running totals per agent."""

import sqlalchemy as sa

from kernel.db import Id, Real


def define(metadata: sa.MetaData) -> sa.Table:
    """`seconds` and `cost` (USD) are sums over ended runs."""
    return sa.Table(
        "agent_metrics",
        metadata,
        sa.Column("agent_id", Id(), primary_key=True),
        sa.Column("company_id", Id(), nullable=False, index=True),
        sa.Column("runs", sa.Integer, nullable=False),
        sa.Column("succeeded", sa.Integer, nullable=False),
        sa.Column("failed", sa.Integer, nullable=False),
        sa.Column("waiting", sa.Integer, nullable=False),
        sa.Column("seconds", Real(), nullable=False),
        sa.Column("cost", Real(), nullable=False),
    )


agent_metrics = define(sa.MetaData())
