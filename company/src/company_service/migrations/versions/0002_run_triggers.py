"""Runs say which trigger started them, and how many runs led to them."""

import sqlalchemy as sa
from alembic import op

from kernel.db import Id

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the columns, empty for the runs there are."""
    op.add_column("runs", sa.Column("trigger_id", Id(), nullable=True))
    op.add_column("runs", sa.Column("depth", sa.Integer(), nullable=True))
