"""What a company pays instead of the published price, and the currency it reads money in."""

import sqlalchemy as sa

from kernel.db import Id, Real, ShortText, UtcTime


def define(metadata: sa.MetaData) -> tuple[sa.Table, sa.Table]:
    """Prices are in USD per million tokens; `provider` is a provider's id or kind, `model` may be `*`."""
    overrides = sa.Table(
        "price_overrides",
        metadata,
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
    currencies = sa.Table(
        "currencies",
        metadata,
        sa.Column("company_id", Id(), primary_key=True),
        sa.Column("currency", ShortText(3), nullable=False),
        sa.Column("per_usd", Real(), nullable=False),
        sa.Column("updated_by", Id(), nullable=False),
        sa.Column("updated_at", UtcTime(), nullable=False),
    )
    return overrides, currencies


price_overrides, currencies = define(sa.MetaData())
