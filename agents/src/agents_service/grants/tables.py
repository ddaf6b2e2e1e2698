"""Restricted agents."""

import sqlalchemy as sa

from kernel.db import Id, Json


def define(metadata: sa.MetaData) -> sa.Table:
    """`grants` is a list of `{"to", "level"}`, empty for an open agent; `version` tells the newest list from others."""
    return sa.Table(
        "agent_grants",
        metadata,
        sa.Column("company_id", Id(), primary_key=True),
        sa.Column("agent_id", Id(), primary_key=True),
        sa.Column("grants", Json(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
    )


agent_grants = define(sa.MetaData())
