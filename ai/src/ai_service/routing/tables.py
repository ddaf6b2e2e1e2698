"""A company's aliases, and how much each of its providers may be asked."""

import sqlalchemy as sa

from kernel.db import Id, Json, ShortText, UtcTime


def define(metadata: sa.MetaData) -> tuple[sa.Table, sa.Table]:
    """`settings` is an `AliasBody`."""
    aliases = sa.Table(
        "model_aliases",
        metadata,
        sa.Column("company_id", Id(), primary_key=True),
        sa.Column("name", ShortText(64), primary_key=True),
        sa.Column("settings", Json(), nullable=False),
        sa.Column("updated_by", Id(), nullable=False),
        sa.Column("updated_at", UtcTime(), nullable=False),
    )
    limits = sa.Table(
        "provider_limits",
        metadata,
        sa.Column("company_id", Id(), primary_key=True),
        sa.Column("provider_id", Id(), primary_key=True),
        sa.Column("at_once", sa.Integer, nullable=True),
        sa.Column("per_minute", sa.Integer, nullable=True),
    )
    return aliases, limits


model_aliases, provider_limits = define(sa.MetaData())
