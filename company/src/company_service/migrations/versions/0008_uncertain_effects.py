"""Effects of which a person must say what became of them."""

import sqlalchemy as sa
from alembic import op

from kernel.db import Id, Json, ShortText, UtcTime

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "uncertain_effects",
        sa.Column("id", Id(), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("run_id", Id(), nullable=False),
        sa.Column("workflow_id", Id(), nullable=False),
        sa.Column("workflow_name", ShortText(200), nullable=False),
        sa.Column("agent_id", Id(), nullable=True),
        sa.Column("step", ShortText(200), nullable=False),
        sa.Column("name", ShortText(220), nullable=False),
        sa.Column("kind", ShortText(20), nullable=False),
        sa.Column("problem", Json(), nullable=False),
        sa.Column("status", ShortText(20), nullable=False),
        sa.Column("answer", ShortText(20), nullable=True),
        sa.Column("comment", ShortText(2000), nullable=False),
        sa.Column("resolved_by", ShortText(80), nullable=True),
        sa.Column("resolved_at", UtcTime(), nullable=True),
        sa.Column("created_at", UtcTime(), nullable=False),
    )
    op.create_index("ix_uncertain_effects_status", "uncertain_effects", ["company_id", "status", "id"])
    op.create_index("ix_uncertain_effects_run", "uncertain_effects", ["run_id", "step"])
