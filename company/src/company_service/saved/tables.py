"""Filters that people keep."""

import sqlalchemy as sa

from kernel.db import Id, Json, ShortText, UtcTime


def define(metadata: sa.MetaData) -> sa.Table:
    """`search` has the filter as the list's page has it in its address: texts and lists of texts by name."""
    return sa.Table(
        "saved_filters",
        metadata,
        sa.Column("id", Id(), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("user_id", Id(), nullable=False),
        sa.Column("name", ShortText(80), nullable=False),
        sa.Column("shared", sa.Boolean, nullable=False),
        sa.Column("search", Json(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Index("saved_filters_of_company", "company_id", "id"),
    )


saved_filters = define(sa.MetaData())
