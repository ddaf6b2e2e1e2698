"""API keys."""

import sqlalchemy as sa
from alembic import op

from kernel.db import Id, Json, ShortText, UtcTime

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "api_keys",
        sa.Column("id", Id(), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("user_id", Id(), nullable=False),
        sa.Column("name", ShortText(120), nullable=False),
        sa.Column("prefix", ShortText(20), nullable=False),
        sa.Column("key_hash", ShortText(64), nullable=False, unique=True),
        sa.Column("scopes", Json(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("created_by", Id(), nullable=False),
        sa.Column("expires_at", UtcTime(), nullable=True),
        sa.Column("revoked_at", UtcTime(), nullable=True),
        sa.Column("revoked_because", ShortText(20), nullable=True),
        sa.Column("last_used_at", UtcTime(), nullable=True),
        sa.Column("last_used_from", ShortText(60), nullable=False),
        sa.Index("api_keys_of", "company_id", "user_id", "id"),
    )
