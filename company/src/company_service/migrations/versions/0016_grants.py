"""Who may see, use and change single agents and workflows."""

import sqlalchemy as sa
from alembic import op

from kernel.db import Id, ShortText, UtcTime

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Add two tables. What has no grants is open, as everything was."""
    op.create_table(
        "grants",
        sa.Column("company_id", Id(), primary_key=True),
        sa.Column("resource", Id(), primary_key=True),
        sa.Column("to", ShortText(80), primary_key=True),
        sa.Column("level", ShortText(10), nullable=False),
        sa.Column("by", Id(), nullable=True),
        sa.Column("at", UtcTime(), nullable=False),
    )
    op.create_table(
        "shared_resources",
        sa.Column("company_id", Id(), primary_key=True),
        sa.Column("resource", Id(), primary_key=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("restricted", sa.Boolean(), nullable=False),
    )
