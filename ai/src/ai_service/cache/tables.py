"""How a company wants answers kept, by alias; `*` stands for every alias without a row of its own."""

import sqlalchemy as sa

from kernel.db import Id, Real, ShortText, UtcTime


def define(metadata: sa.MetaData) -> sa.Table:
    """`semantic` is the least likeness (cosine) at which a question counts as the same; null: never."""
    return sa.Table(
        "cache_policies",
        metadata,
        sa.Column("company_id", Id(), primary_key=True),
        sa.Column("alias", ShortText(200), primary_key=True),
        sa.Column("mode", ShortText(10), nullable=False),
        sa.Column("seconds", sa.Integer, nullable=False),
        sa.Column("semantic", Real(), nullable=True),
        sa.Column("updated_by", Id(), nullable=False),
        sa.Column("updated_at", UtcTime(), nullable=False),
    )


cache_policies = define(sa.MetaData())
