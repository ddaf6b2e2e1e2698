"""Sign-ins on their way, and whom providers have vouched for."""

import sqlalchemy as sa

from kernel.db import Id, LongText, ShortText, UtcTime


def define(metadata: sa.MetaData) -> tuple[sa.Table, sa.Table, sa.Table]:
    """An attempt is kept by the hash of its state and used once; `browser_hash` is of the cookie it is bound to.

    `trial_by`: who tries the provider out; such an attempt lets nobody in. `confirms`: the session in which somebody
    proves anew who they are. A session is kept with where one signs out at the provider. An identity is kept by the
    hash of issuer and subject: an issuer never gives a subject to somebody else, as it may do with an address.
    """
    attempts = sa.Table(
        "sso_attempts",
        metadata,
        sa.Column("state_hash", ShortText(64), primary_key=True),
        sa.Column("company_id", Id(), nullable=False, index=True),
        sa.Column("browser_hash", ShortText(64), nullable=False),
        sa.Column("issuer", ShortText(300), nullable=False),
        sa.Column("client_id", ShortText(300), nullable=False),
        sa.Column("nonce", ShortText(64), nullable=False),
        sa.Column("sealed_verifier", LongText(), nullable=False),
        sa.Column("redirect_uri", ShortText(400), nullable=False),
        sa.Column("return_to", ShortText(500), nullable=False),
        sa.Column("trial_by", Id(), nullable=True),
        sa.Column("confirms", Id(), nullable=True),
        sa.Column("expires_at", UtcTime(), nullable=False, index=True),
        info={"noted": False},
    )
    identities = sa.Table(
        "sso_identities",
        metadata,
        sa.Column("company_id", Id(), primary_key=True),
        sa.Column("subject_hash", ShortText(64), primary_key=True),
        sa.Column("user_id", Id(), nullable=False, index=True),
        sa.Column("linked_at", UtcTime(), nullable=False),
    )
    sessions = sa.Table(
        "sso_sessions",
        metadata,
        sa.Column("session_id", Id(), primary_key=True),
        sa.Column("company_id", Id(), nullable=False, index=True),
        sa.Column("sealed_address", LongText(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False, index=True),
        info={"noted": False},
    )
    return attempts, identities, sessions


sso_attempts, sso_identities, sso_sessions = define(sa.MetaData())
