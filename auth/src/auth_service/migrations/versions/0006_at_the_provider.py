"""Signing out at the provider, and proving there anew who one is."""

import sqlalchemy as sa
from alembic import op

from kernel.db import Id, LongText, UtcTime

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add columns and a table."""
    op.add_column("sso_providers", sa.Column("signs_out", sa.Boolean(), nullable=True))
    op.add_column("sso_attempts", sa.Column("confirms", Id(), nullable=True))
    op.create_table(
        "sso_sessions",
        sa.Column("session_id", Id(), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("sealed_address", LongText(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
    )
    op.create_index("ix_sso_sessions_company_id", "sso_sessions", ["company_id"])
    op.create_index("ix_sso_sessions_created_at", "sso_sessions", ["created_at"])
