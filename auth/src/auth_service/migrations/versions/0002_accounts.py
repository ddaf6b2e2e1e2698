"""Proven addresses, how and where sessions began, links by mail, second factors, passkeys, policies."""

import sqlalchemy as sa
from alembic import op

from kernel.db import Id, LongText, ShortText, UtcTime

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add columns that may be null, and tables."""
    op.add_column("users", sa.Column("email_verified_at", UtcTime(), nullable=True))
    op.add_column("users", sa.Column("language", ShortText(10), nullable=True))
    op.add_column("users", sa.Column("time_zone", ShortText(64), nullable=True))
    op.add_column("sessions", sa.Column("methods", ShortText(60), nullable=True))
    op.add_column("sessions", sa.Column("authenticated_at", UtcTime(), nullable=True))
    op.add_column("sessions", sa.Column("device", ShortText(300), nullable=True))
    op.add_column("sessions", sa.Column("address", ShortText(64), nullable=True))
    op.create_index("ix_sessions_revoked_at", "sessions", ["revoked_at"])
    _links()
    _factors()
    _passkeys()


def _links() -> None:
    op.create_table(
        "links",
        sa.Column("token_hash", ShortText(64), primary_key=True),
        sa.Column("user_id", Id(), nullable=False),
        sa.Column("kind", ShortText(20), nullable=False),
        sa.Column("email", ShortText(254), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("expires_at", UtcTime(), nullable=False),
    )
    op.create_index("ix_links_user_id", "links", ["user_id"])
    op.create_index("ix_links_expires_at", "links", ["expires_at"])


def _factors() -> None:
    op.create_table(
        "totp_factors",
        sa.Column("user_id", Id(), primary_key=True),
        sa.Column("secret", LongText(), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("confirmed_at", UtcTime(), nullable=True),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("code_hash", ShortText(64), primary_key=True),
        sa.Column("user_id", Id(), nullable=False),
    )
    op.create_index("ix_recovery_codes_user_id", "recovery_codes", ["user_id"])
    op.create_table(
        "waiting_sign_ins",
        sa.Column("challenge_hash", ShortText(64), primary_key=True),
        sa.Column("user_id", Id(), nullable=False),
        sa.Column("wanted_company", Id(), nullable=True),
        sa.Column("expires_at", UtcTime(), nullable=False),
    )
    op.create_index("ix_waiting_sign_ins_user_id", "waiting_sign_ins", ["user_id"])
    op.create_index("ix_waiting_sign_ins_expires_at", "waiting_sign_ins", ["expires_at"])
    op.create_table(
        "sign_in_policies",
        sa.Column("company_id", Id(), primary_key=True),
        sa.Column("second_factor_required", sa.Boolean(), nullable=False),
        sa.Column("changed_by", Id(), nullable=False),
        sa.Column("changed_at", UtcTime(), nullable=False),
    )


def _passkeys() -> None:
    op.create_table(
        "passkeys",
        sa.Column("id", Id(), primary_key=True),
        sa.Column("user_id", Id(), nullable=False),
        sa.Column("credential_hash", ShortText(64), nullable=False, unique=True),
        sa.Column("credential_id", LongText(), nullable=False),
        sa.Column("public_key", LongText(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("name", ShortText(120), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("last_used_at", UtcTime(), nullable=True),
    )
    op.create_index("ix_passkeys_user_id", "passkeys", ["user_id"])
    op.create_table(
        "passkey_challenges",
        sa.Column("challenge_hash", ShortText(64), primary_key=True),
        sa.Column("user_id", Id(), nullable=True),
        sa.Column("expires_at", UtcTime(), nullable=False),
    )
    op.create_index("ix_passkey_challenges_expires_at", "passkey_challenges", ["expires_at"])
