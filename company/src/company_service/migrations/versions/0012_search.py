"""Runs are found by their words, and people keep the filters they use."""

import sqlalchemy as sa
from alembic import op

from kernel.db import Id, Json, LongText, ShortText, UtcTime

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Add four tables, and have the words of the runs that ended so far written."""
    op.create_table(
        "search_queue",
        sa.Column("run_id", Id(), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "search_words",
        sa.Column("company_id", Id(), primary_key=True),
        sa.Column("word", ShortText(32), primary_key=True),
        sa.Column("run_id", Id(), primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "search_texts",
        sa.Column("company_id", Id(), primary_key=True),
        sa.Column("run_id", Id(), primary_key=True),
        sa.Column("words", LongText(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "saved_filters",
        sa.Column("id", Id(), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("user_id", Id(), nullable=False),
        sa.Column("name", ShortText(80), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("search", Json(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Index("saved_filters_of_company", "company_id", "id"),
    )
    op.execute(
        "INSERT INTO search_queue (run_id, company_id) "
        "SELECT id, company_id FROM runs WHERE status IN ('succeeded', 'failed', 'cancelled')"
    )
