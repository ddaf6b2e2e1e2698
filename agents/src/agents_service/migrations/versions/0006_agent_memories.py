"""What agents remember."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

from kernel.db import Id, Json, LongText, ShortText, UtcTime

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "agent_memories",
        sa.Column("id", Id(), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("agent_id", Id(), nullable=False),
        sa.Column("text", LongText(), nullable=False),
        sa.Column("person", Id(), nullable=False),
        sa.Column("documents", Json(), nullable=False),
        sa.Column("run_id", Id(), nullable=False),
        sa.Column("written_by", Id(), nullable=False),
        sa.Column("learnt_at", UtcTime(), nullable=False),
        sa.Column("changed_at", UtcTime(), nullable=False),
        sa.Column("expires_at", UtcTime(), nullable=True),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.Column("used_at", UtcTime(), nullable=True),
        sa.Column("model", ShortText(200), nullable=False),
        sa.Column("vector", sa.LargeBinary().with_variant(mysql.LONGBLOB(), "mysql", "mariadb"), nullable=False),
        sa.Column("creation_key", ShortText(200), nullable=False),
        sa.UniqueConstraint("company_id", "creation_key", name="uq_agent_memories_key"),
    )
    op.create_index("ix_agent_memories_agent", "agent_memories", ["company_id", "agent_id", "id"])
    op.create_index("ix_agent_memories_expiry", "agent_memories", ["expires_at"])
