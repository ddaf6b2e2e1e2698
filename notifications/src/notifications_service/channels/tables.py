"""The companies' mail servers."""

import sqlalchemy as sa

from kernel.db import Id, LongText, ShortText, UtcTime


def define(metadata: sa.MetaData) -> sa.Table:
    """`password` is sealed, and never shown."""
    return sa.Table(
        "email_channels",
        metadata,
        sa.Column("company_id", Id(), primary_key=True),
        sa.Column("host", ShortText(253), nullable=False),
        sa.Column("port", sa.Integer, nullable=False),
        sa.Column("security", ShortText(10), nullable=False),
        sa.Column("username", ShortText(255), nullable=False),
        sa.Column("password", LongText(), nullable=True),
        sa.Column("sender", ShortText(254), nullable=False),
        sa.Column("enabled", sa.Boolean, nullable=False),
        sa.Column("updated_by", Id(), nullable=False),
        sa.Column("updated_at", UtcTime(), nullable=False),
    )


email_channels = define(sa.MetaData())
