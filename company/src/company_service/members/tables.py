"""Members of companies."""

import sqlalchemy as sa

from kernel.db import Id, ShortText, UtcTime


def define(metadata: sa.MetaData) -> sa.Table:
    """`name` and `email` are the person's, and follow when the person changes them."""
    return sa.Table(
        "members",
        metadata,
        sa.Column("company_id", Id(), primary_key=True),
        sa.Column("user_id", Id(), primary_key=True),
        sa.Column("name", ShortText(200), nullable=False),
        sa.Column("email", ShortText(320), nullable=False),
        sa.Column("role", ShortText(60), nullable=False),
        sa.Column("joined_at", UtcTime(), nullable=False),
        sa.Index("ix_members_user", "user_id"),
    )


members = define(sa.MetaData())
