"""How much of each allowance is used up."""

import sqlalchemy as sa

from kernel.db import ShortText, UtcTime


def define(metadata: sa.MetaData) -> sa.Table:
    """`key` is a hash of account and address; at `used_until` the whole allowance is back."""
    # across companies: who signs in has not said yet for which company
    return sa.Table(
        "sign_in_attempts",
        metadata,
        sa.Column("key", ShortText(64), primary_key=True),
        sa.Column("used_until", UtcTime(), nullable=False, index=True),
        info={"noted": False},
    )


sign_in_attempts = define(sa.MetaData())
