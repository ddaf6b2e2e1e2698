"""The first schema of the auth service."""

import sqlalchemy as sa
from alembic import op

from kernel.db import Id, Json, LongText, ShortText, UtcTime, create_kernel_tables

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create everything."""
    create_kernel_tables(op.get_bind())
    op.create_table(
        "signing_keys",
        sa.Column("generation", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("kid", ShortText(64), nullable=False, unique=True),
        sa.Column("private_key", LongText(), nullable=False),
        sa.Column("public_key", Json(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("active_from", UtcTime(), nullable=True),
    )
    op.create_table(
        "sign_in_attempts",
        sa.Column("key", ShortText(64), primary_key=True),
        sa.Column("used_until", UtcTime(), nullable=False),
    )
    op.create_index("ix_sign_in_attempts_used_until", "sign_in_attempts", ["used_until"])
    op.create_table(
        "users",
        sa.Column("id", Id(), primary_key=True),
        sa.Column("email", ShortText(254), nullable=False, unique=True),
        sa.Column("name", ShortText(120), nullable=False),
        sa.Column("password_hash", ShortText(255), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("first_company_id", Id(), nullable=False),
        sa.Column("first_company_name", ShortText(120), nullable=False),
        sa.Column("first_company_made_at", UtcTime(), nullable=True),
    )
    op.create_table(
        "sessions",
        sa.Column("id", Id(), primary_key=True),
        sa.Column("user_id", Id(), nullable=False),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("expires_at", UtcTime(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("rotated_at", UtcTime(), nullable=False),
        sa.Column("current_token", LongText(), nullable=True),
        sa.Column("revoked_at", UtcTime(), nullable=True),
        sa.Column("revoked_because", ShortText(20), nullable=True),
    )
    op.create_index("ix_sessions_user_id", "sessions", ["user_id"])
    op.create_index("ix_sessions_expires_at", "sessions", ["expires_at"])
    op.create_table(
        "refresh_tokens",
        sa.Column("token_hash", ShortText(64), primary_key=True),
        sa.Column("session_id", Id(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
    )
    op.create_index("ix_refresh_tokens_session_id", "refresh_tokens", ["session_id"])
