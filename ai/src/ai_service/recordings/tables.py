"""A recorded exchange a row."""

import sqlalchemy as sa

from kernel.db import Id, LongText, ShortText, UtcTime


def define(metadata: sa.MetaData) -> sa.Table:
    """`request_hash` is of what was asked, `answered` is JSON."""
    return sa.Table(
        "recordings",
        metadata,
        sa.Column("company_id", Id(), primary_key=True),
        sa.Column("provider_id", Id(), primary_key=True),
        sa.Column("request_hash", ShortText(64), primary_key=True),
        sa.Column("answered", LongText(), nullable=False),
        sa.Column("recorded_at", UtcTime(), nullable=False),
    )


recordings = define(sa.MetaData())
