"""Which company has the sample contents."""

import sqlalchemy as sa

from kernel.db import Id, Json, UtcTime


def define(metadata: sa.MetaData) -> sa.Table:
    """The ids are chosen before anything is made, so that making it again makes nothing twice. `files`: name to id."""
    return sa.Table(
        "demos",
        metadata,
        sa.Column("company_id", Id(), primary_key=True),
        sa.Column("workflow_id", Id(), nullable=False),
        sa.Column("files", Json(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
    )


demos = define(sa.MetaData())
