"""Runs say which run waits for them, and whose answers they were begun with; steps, which run had their answer."""

import sqlalchemy as sa
from alembic import op

from kernel.db import Id, ShortText

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add the columns, empty for the runs there are."""
    op.add_column("runs", sa.Column("parent_run_id", Id(), nullable=True))
    op.add_column("runs", sa.Column("parent_step", ShortText(200), nullable=True))
    op.add_column("runs", sa.Column("origin_run_id", Id(), nullable=True))
    op.create_index("runs_of_parent", "runs", ["parent_run_id"])
    op.create_index("runs_of_origin", "runs", ["origin_run_id"])
    op.add_column("step_runs", sa.Column("reused_from", Id(), nullable=True))
