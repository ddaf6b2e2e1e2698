"""Links that were given out."""

import sqlalchemy as sa

from kernel.db import Id, ShortText, UtcTime


def define(metadata: sa.MetaData) -> sa.Table:
    """Of a link only the hash is kept. `email` is the address it was sent to; a link is removed when it is used."""
    # across companies: a link is looked up before anybody knows whose it is
    return sa.Table(
        "links",
        metadata,
        sa.Column("token_hash", ShortText(64), primary_key=True),
        sa.Column("user_id", Id(), nullable=False, index=True),
        sa.Column("kind", ShortText(20), nullable=False),
        sa.Column("email", ShortText(254), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("expires_at", UtcTime(), nullable=False, index=True),
    )


links = define(sa.MetaData())
