"""Agents can be shared with some people only."""

import sqlalchemy as sa
from alembic import op

from kernel.db import Id, Json

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add a table. Agents without a row are open, as all were."""
    op.create_table(
        "agent_grants",
        sa.Column("company_id", Id(), primary_key=True),
        sa.Column("agent_id", Id(), primary_key=True),
        sa.Column("grants", Json(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
    )
