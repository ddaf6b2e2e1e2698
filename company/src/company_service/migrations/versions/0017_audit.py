"""An audit log for each company."""

import sqlalchemy as sa
from alembic import op

from kernel.db import Id, Json, LongText, ShortText, UtcTime

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Add the log and the ends of its chains."""
    op.create_table(
        "audit_entries",
        sa.Column("company_id", Id(), primary_key=True),
        sa.Column("seq", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("id", Id(), nullable=False, unique=True),
        sa.Column("at", ShortText(27), nullable=False),
        sa.Column("action", ShortText(120), nullable=False),
        sa.Column("actor_id", Id(), nullable=False),
        sa.Column("actor_name", ShortText(200), nullable=False),
        sa.Column("session_id", Id(), nullable=False),
        sa.Column("key_id", Id(), nullable=False),
        sa.Column("address", ShortText(60), nullable=False),
        sa.Column("user_agent", ShortText(200), nullable=False),
        sa.Column("request_id", ShortText(80), nullable=False),
        sa.Column("resource", ShortText(120), nullable=False),
        sa.Column("resource_name", ShortText(200), nullable=False),
        sa.Column("changes", LongText(), nullable=False),
        sa.Column("words", LongText(), nullable=False),
        sa.Column("hash", ShortText(64), nullable=False),
        sa.Column("seal", ShortText(120), nullable=False),
        sa.Index("audit_entries_by_actor", "company_id", "actor_id", "seq"),
        sa.Index("audit_entries_by_action", "company_id", "action", "seq"),
        sa.Index("audit_entries_by_resource", "company_id", "resource", "seq"),
        sa.Index("audit_entries_by_time", "company_id", "at"),
    )
    op.create_table(
        "audit_chains",
        sa.Column("company_id", Id(), primary_key=True),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", ShortText(64), nullable=False),
        sa.Column("first_seq", sa.Integer(), nullable=False),
        sa.Column("first_hash", ShortText(64), nullable=False),
        sa.Column("first_seal", ShortText(120), nullable=False),
        sa.Column("verified_seq", sa.Integer(), nullable=False),
        sa.Column("verified_at", UtcTime(), nullable=True),
        sa.Column("finding", Json(), nullable=True),
    )
