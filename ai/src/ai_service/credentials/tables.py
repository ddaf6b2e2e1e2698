"""A provider a row, several a company."""

import sqlalchemy as sa

from kernel.db import Id, Json, LongText, Real, ShortText, UtcTime


def define(metadata: sa.MetaData) -> sa.Table:
    """`api_key` is sealed for the company and `sealed_for`; prices are in USD per million tokens."""
    return sa.Table(
        "providers",
        metadata,
        sa.Column("id", Id(), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("kind", ShortText(40), nullable=False),
        sa.Column("preset", ShortText(40), nullable=False),
        sa.Column("name", ShortText(200), nullable=False),
        sa.Column("base_url", ShortText(500), nullable=False),
        sa.Column("api_key", LongText(), nullable=False),
        sa.Column("sealed_for", ShortText(80), nullable=False),
        sa.Column("last4", ShortText(4), nullable=False),
        sa.Column("options", Json(), nullable=False),
        sa.Column("enabled", sa.Boolean, nullable=False),
        sa.Column("data_stays", sa.Boolean, nullable=False),
        sa.Column("input_price", Real(), nullable=True),
        sa.Column("output_price", Real(), nullable=True),
        sa.Column("tested_at", UtcTime(), nullable=True),
        sa.Column("tested_ok", sa.Boolean, nullable=True),
        sa.Column("tested_note", ShortText(600), nullable=False),
        sa.Column("updated_by", Id(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("updated_at", UtcTime(), nullable=False),
        sa.Index("ix_providers_company", "company_id", "position"),
    )


providers = define(sa.MetaData())
