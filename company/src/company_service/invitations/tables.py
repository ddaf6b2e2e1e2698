"""Invitations."""

import sqlalchemy as sa

from kernel.db import Id, ShortText, UtcTime


def define(metadata: sa.MetaData) -> sa.Table:
    """Of the token only its SHA-256 is kept. An invitation ends by being accepted, revoked, or by its time."""
    return sa.Table(
        "invitations",
        metadata,
        sa.Column("company_id", Id(), primary_key=True),
        sa.Column("id", Id(), primary_key=True),
        sa.Column("email", ShortText(254), nullable=False),
        sa.Column("role", ShortText(60), nullable=False),
        sa.Column("token_hash", ShortText(64), nullable=False, unique=True),
        sa.Column("invited_by", Id(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("expires_at", UtcTime(), nullable=False),
        sa.Column("accepted_at", UtcTime(), nullable=True),
        sa.Column("accepted_by", Id(), nullable=True),
        sa.Column("revoked_at", UtcTime(), nullable=True),
    )


invitations = define(sa.MetaData())
