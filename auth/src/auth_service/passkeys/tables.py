"""Passkeys, and the questions that were put to them."""

import sqlalchemy as sa

from kernel.db import Id, LongText, ShortText, UtcTime


def define(metadata: sa.MetaData) -> tuple[sa.Table, sa.Table]:
    """`credential_id` and `public_key` are base64url. A challenge is kept by its hash and answered once."""
    # across companies: a person may be a member of several
    passkeys = sa.Table(
        "passkeys",
        metadata,
        sa.Column("id", Id(), primary_key=True),
        sa.Column("user_id", Id(), nullable=False, index=True),
        sa.Column("credential_hash", ShortText(64), nullable=False, unique=True),
        sa.Column("credential_id", LongText(), nullable=False),
        sa.Column("public_key", LongText(), nullable=False),
        sa.Column("sign_count", sa.BigInteger, nullable=False),
        sa.Column("name", ShortText(120), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("last_used_at", UtcTime(), nullable=True),
    )
    # across companies: who signs in has not said yet for which company
    challenges = sa.Table(
        "passkey_challenges",
        metadata,
        sa.Column("challenge_hash", ShortText(64), primary_key=True),
        sa.Column("user_id", Id(), nullable=True),
        sa.Column("expires_at", UtcTime(), nullable=False, index=True),
    )
    return passkeys, challenges


passkeys, challenges = define(sa.MetaData())
