"""The companies' own versions of templates."""

import sqlalchemy as sa

from kernel.db import Id, Json, ShortText, UtcTime


def define(metadata: sa.MetaData) -> sa.Table:
    """`texts` holds a title and a body per language; version 0 of a name is the built-in and not stored."""
    return sa.Table(
        "templates",
        metadata,
        sa.Column("company_id", Id(), primary_key=True),
        sa.Column("name", ShortText(80), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("texts", Json(), nullable=False),
        sa.Column("saved_by", Id(), nullable=False),
        sa.Column("saved_at", UtcTime(), nullable=False),
    )


templates = define(sa.MetaData())
