"""One endpoint a company."""

import sqlalchemy as sa

from kernel.db import Id, LongText, Real, ShortText, UtcTime


def define(metadata: sa.MetaData) -> sa.Table:
    """`api_key` is sealed for the company and this row; prices are in USD per million tokens."""
    return sa.Table(
        "endpoints",
        metadata,
        sa.Column("company_id", Id(), primary_key=True),
        sa.Column("base_url", ShortText(500), nullable=False),
        sa.Column("model", ShortText(200), nullable=False),
        sa.Column("api_key", LongText(), nullable=False),
        sa.Column("last4", ShortText(4), nullable=False),
        sa.Column("enabled", sa.Boolean, nullable=False),
        sa.Column("input_price", Real(), nullable=False),
        sa.Column("output_price", Real(), nullable=False),
        sa.Column("updated_by", Id(), nullable=False),
        sa.Column("updated_at", UtcTime(), nullable=False),
    )


endpoints = define(sa.MetaData())
