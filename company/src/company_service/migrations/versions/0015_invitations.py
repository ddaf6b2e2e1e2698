"""Invitations to become a member."""

import sqlalchemy as sa
from alembic import op

from kernel.db import Id, ShortText, UtcTime

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Add a table. Of the token only its hash is kept."""
    op.create_table(
        "invitations",
        sa.Column("company_id", Id(), primary_key=True),
        sa.Column("id", Id(), primary_key=True),
        sa.Column("email", ShortText(254), nullable=False),
        sa.Column("role", ShortText(60), nullable=False),
        sa.Column("token_hash", ShortText(64), nullable=False, unique=True),
        sa.Column("invited_by", Id(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("expires_at", UtcTime(), nullable=False),
        sa.Column("accepted_at", UtcTime(), nullable=True),
        sa.Column("accepted_by", Id(), nullable=True),
        sa.Column("revoked_at", UtcTime(), nullable=True),
    )
