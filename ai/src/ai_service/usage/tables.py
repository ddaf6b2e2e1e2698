"""One row an answer."""

import sqlalchemy as sa

from kernel.db import Id, Real, ShortText, UtcTime


def define(metadata: sa.MetaData) -> sa.Table:
    """`cost` is in USD, `seconds` is the time the answer took."""
    return sa.Table(
        "usage_records",
        metadata,
        sa.Column("id", Id(), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("user_id", Id(), nullable=False),
        sa.Column("task", ShortText(40), nullable=False),
        sa.Column("provider", ShortText(40), nullable=False),
        sa.Column("model", ShortText(200), nullable=False),
        sa.Column("input_tokens", sa.Integer, nullable=False),
        sa.Column("output_tokens", sa.Integer, nullable=False),
        sa.Column("cost", Real(), nullable=False),
        sa.Column("seconds", Real(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Index("ix_usage_records_company", "company_id", "id"),
    )


usage_records = define(sa.MetaData())
