"""Companies."""

import sqlalchemy as sa

from kernel.db import Id, Json, ShortText, UtcTime


def define(metadata: sa.MetaData) -> sa.Table:
    """`settings` holds what a company chose for itself."""
    # across companies: a row is the company itself, found by its `id`
    return sa.Table(
        "companies",
        metadata,
        sa.Column("id", Id(), primary_key=True),
        sa.Column("name", ShortText(120), nullable=False),
        sa.Column("settings", Json(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
    )


companies = define(sa.MetaData())
