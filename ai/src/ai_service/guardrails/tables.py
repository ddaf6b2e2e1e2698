"""A company's guardrails; without a row the usual ones hold."""

import sqlalchemy as sa

from kernel.db import Id, Json, UtcTime


def define(metadata: sa.MetaData) -> sa.Table:
    """`settings` is a `GuardBody`."""
    return sa.Table(
        "guardrails",
        metadata,
        sa.Column("company_id", Id(), primary_key=True),
        sa.Column("settings", Json(), nullable=False),
        sa.Column("updated_by", Id(), nullable=False),
        sa.Column("updated_at", UtcTime(), nullable=False),
    )


guardrails = define(sa.MetaData())
