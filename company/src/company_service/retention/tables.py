"""What stays of runs that are deleted."""

import sqlalchemy as sa

from kernel.db import Id, Real, ShortText


def define(metadata: sa.MetaData) -> sa.Table:
    """Totals of deleted runs, test runs apart. `day` (UTC, ISO 8601) is that of their end; no agent: an empty text.

    `seconds` from start to end and `cost` (USD) are sums.
    """
    return sa.Table(
        "run_totals",
        metadata,
        sa.Column("company_id", Id(), primary_key=True),
        sa.Column("day", ShortText(10), primary_key=True),
        sa.Column("workflow_id", Id(), primary_key=True),
        sa.Column("agent_id", Id(), primary_key=True),
        sa.Column("status", ShortText(20), primary_key=True),
        sa.Column("runs", sa.Integer, nullable=False),
        sa.Column("cost", Real(), nullable=False),
        sa.Column("seconds", Real(), nullable=False),
    )


run_totals = define(sa.MetaData())
