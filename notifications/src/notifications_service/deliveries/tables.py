"""Deliveries."""

import sqlalchemy as sa

from kernel.db import Id, LongText, ShortText, UtcTime


def define(metadata: sa.MetaData) -> sa.Table:
    """`claimed_until` keeps a delivery that is being sent from being sent by another process.

    Mail about an account has `is_private`: true leaves through the installation's mail server alone. Its link is
    sealed, and forgotten once sent; `link_until` says how long it is good for.
    """
    return sa.Table(
        "deliveries",
        metadata,
        sa.Column("id", Id(), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("notice_id", Id(), nullable=False),
        sa.Column("channel", ShortText(20), nullable=False),
        sa.Column("to_name", ShortText(120), nullable=False),
        sa.Column("to_address", ShortText(254), nullable=False),
        sa.Column("language", ShortText(10), nullable=False),
        sa.Column("title", ShortText(200), nullable=False),
        sa.Column("body", LongText(), nullable=False),
        sa.Column("link", ShortText(500), nullable=True),
        sa.Column("status", ShortText(20), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("error", ShortText(500), nullable=True),
        sa.Column("next_try_at", UtcTime(), nullable=False),
        sa.Column("claimed_until", UtcTime(), nullable=True),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("sent_at", UtcTime(), nullable=True),
        sa.Column("is_private", sa.Boolean, nullable=True),
        sa.Column("sealed_link", LongText(), nullable=True),
        sa.Column("link_until", UtcTime(), nullable=True),
        sa.Index("ix_deliveries_due", "status", "next_try_at"),
        sa.Index("ix_deliveries_company", "company_id", "id"),
    )


deliveries = define(sa.MetaData())
