"""Files that were handed in."""

import sqlalchemy as sa

from kernel.db import Id, ShortText, UtcTime


def define(metadata: sa.MetaData) -> sa.Table:
    """The content is in the payload store under `sha256`."""
    return sa.Table(
        "files",
        metadata,
        sa.Column("id", Id(), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("name", ShortText(255), nullable=False),
        sa.Column("media_type", ShortText(180), nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("sha256", ShortText(64), nullable=False),
        sa.Column("created_by", ShortText(40), nullable=True),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Index("ix_files_company", "company_id", "id"),
    )


files = define(sa.MetaData())
