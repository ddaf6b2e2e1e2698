"""Step runs say which loop they stand in, and in which round of it."""

import sqlalchemy as sa
from alembic import op

from kernel.db import ShortText

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the columns, empty for the steps there are: no loop was run before."""
    op.add_column("step_runs", sa.Column("container", ShortText(200), nullable=True))
    op.add_column("step_runs", sa.Column("iteration", sa.Integer(), nullable=True))
