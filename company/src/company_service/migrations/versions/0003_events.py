"""Events, the steps that wait for one, and which run had which."""

import sqlalchemy as sa
from alembic import op

from kernel.db import Id, Json, ShortText, UtcTime

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "events",
        sa.Column("id", Id(), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("name", ShortText(120), nullable=False),
        sa.Column("key", ShortText(200), nullable=False),
        sa.Column("data", Json(), nullable=True),
        sa.Column("sent_by", ShortText(80), nullable=True),
        sa.Column("created_at", UtcTime(), nullable=False),
    )
    op.create_index("ix_events_created_at", "events", ["created_at"])
    op.create_index("ix_events_match", "events", ["company_id", "name", "key", "created_at"])
    op.create_table(
        "event_waits",
        sa.Column("run_id", Id(), primary_key=True),
        sa.Column("step", ShortText(200), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("name", ShortText(120), nullable=False),
        sa.Column("key", ShortText(200), nullable=False),
        sa.Column("since", UtcTime(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("checked", sa.Boolean(), nullable=False),
    )
    op.create_index("ix_event_waits_checked", "event_waits", ["checked"])
    op.create_index("ix_event_waits_match", "event_waits", ["company_id", "name", "key"])
    op.create_table(
        "event_receipts",
        sa.Column("run_id", Id(), primary_key=True),
        sa.Column("event_id", Id(), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
    )
    op.create_index("ix_event_receipts_created_at", "event_receipts", ["created_at"])
