"""Sessions, and every refresh token each of them ever had."""

import sqlalchemy as sa

from kernel.db import Id, LongText, ShortText, UtcTime


def define(metadata: sa.MetaData) -> tuple[sa.Table, sa.Table, sa.Table]:
    """A session is a family of refresh tokens in one line; `generation` is the newest.

    `current_token` is the newest token, sealed, and only for as long as its predecessor may ask for it again.
    `company_id` is the company the person works in at present. `methods` (RFC 8176) is how the person proved who they
    are and `authenticated_at` when they last did; `device` and `address` are as they were then.
    A sign-in that waits for a second factor is kept by the hash of its challenge.
    """
    sessions = sa.Table(
        "sessions",
        metadata,
        sa.Column("id", Id(), primary_key=True),
        sa.Column("user_id", Id(), nullable=False, index=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("expires_at", UtcTime(), nullable=False, index=True),
        sa.Column("generation", sa.Integer, nullable=False),
        sa.Column("rotated_at", UtcTime(), nullable=False),
        sa.Column("current_token", LongText(), nullable=True),
        sa.Column("revoked_at", UtcTime(), nullable=True, index=True),
        sa.Column("revoked_because", ShortText(20), nullable=True),
        sa.Column("methods", ShortText(60), nullable=True),
        sa.Column("authenticated_at", UtcTime(), nullable=True),
        sa.Column("device", ShortText(300), nullable=True),
        sa.Column("address", ShortText(64), nullable=True),
    )
    # across companies: a token is looked up before anybody knows whose it is
    refresh_tokens = sa.Table(
        "refresh_tokens",
        metadata,
        sa.Column("token_hash", ShortText(64), primary_key=True),
        sa.Column("session_id", Id(), nullable=False, index=True),
        sa.Column("generation", sa.Integer, nullable=False),
        info={"noted": False},
    )
    # across companies: who signs in may be a member of several
    waiting = sa.Table(
        "waiting_sign_ins",
        metadata,
        sa.Column("challenge_hash", ShortText(64), primary_key=True),
        sa.Column("user_id", Id(), nullable=False, index=True),
        sa.Column("wanted_company", Id(), nullable=True),
        sa.Column("expires_at", UtcTime(), nullable=False, index=True),
    )
    return sessions, refresh_tokens, waiting


sessions, refresh_tokens, waiting_sign_ins = define(sa.MetaData())
