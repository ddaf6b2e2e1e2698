"""The signing keys, numbered."""

import sqlalchemy as sa

from kernel.db import Json, LongText, ShortText, UtcTime


def define(metadata: sa.MetaData) -> sa.Table:
    """`private_key` is sealed; a key without `active_from` is the next one."""
    # across companies: one set of keys signs the tokens of the whole installation
    return sa.Table(
        "signing_keys",
        metadata,
        sa.Column("generation", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("kid", ShortText(64), nullable=False, unique=True),
        sa.Column("private_key", LongText(), nullable=False),
        sa.Column("public_key", Json(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("active_from", UtcTime(), nullable=True),
    )


signing_keys = define(sa.MetaData())
