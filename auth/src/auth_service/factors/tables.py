"""What people prove themselves with besides a password."""

import sqlalchemy as sa

from kernel.db import Id, LongText, ShortText, UtcTime


def define(metadata: sa.MetaData) -> tuple[sa.Table, sa.Table]:
    """The secret is sealed, and in use once `confirmed_at` is set. `last_step` is the half minute of the last code that
    was taken: no code is taken twice. Of recovery codes only hashes are kept; one that was used is removed."""
    # across companies: a person may be a member of several
    totp = sa.Table(
        "totp_factors",
        metadata,
        sa.Column("user_id", Id(), primary_key=True),
        sa.Column("secret", LongText(), nullable=False),
        sa.Column("last_step", sa.BigInteger, nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("confirmed_at", UtcTime(), nullable=True),
    )
    # across companies: a person may be a member of several
    recovery_codes = sa.Table(
        "recovery_codes",
        metadata,
        sa.Column("code_hash", ShortText(64), primary_key=True),
        sa.Column("user_id", Id(), nullable=False, index=True),
    )
    return totp, recovery_codes


totp, recovery_codes = define(sa.MetaData())
