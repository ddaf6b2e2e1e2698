"""Companies."""

import sqlalchemy as sa

from kernel.db import Id, Json, ShortText, UtcTime


def define(metadata: sa.MetaData) -> sa.Table:
    """`settings` holds what a company chose for itself.

    `access_version` grows with each change of what its members may; at `delete_at` the company is deleted for good.
    """
    # across companies: a row is the company itself, found by its `id`
    return sa.Table(
        "companies",
        metadata,
        sa.Column("id", Id(), primary_key=True),
        sa.Column("name", ShortText(120), nullable=False),
        sa.Column("settings", Json(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("access_version", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("access_changed_at", UtcTime(), nullable=True),
        sa.Column("delete_at", UtcTime(), nullable=True),
        sa.Column("delete_asked_by", Id(), nullable=True),
        sa.Index("ix_companies_access_changed", "access_changed_at"),
        sa.Index("ix_companies_delete_at", "delete_at"),
    )


companies = define(sa.MetaData())
