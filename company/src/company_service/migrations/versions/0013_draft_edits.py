"""Drafts keep their history: who changed what, step by step, so that it can be undone anywhere."""

import sqlalchemy as sa
from alembic import op

from kernel.db import Id, Json, ShortText, UtcTime

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Add a table. Of drafts as they are nothing can be undone: nobody knows how they came to be."""
    op.create_table(
        "draft_edits",
        sa.Column("workflow_id", Id(), primary_key=True),
        sa.Column("id", Id(), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("user_id", Id(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("nth", sa.Integer(), nullable=False),
        sa.Column("turned", sa.Integer(), nullable=False),
        sa.Column("state", ShortText(10), nullable=False),
        sa.Column("label", ShortText(60), nullable=False),
        sa.Column("label_values", Json(), nullable=False),
        sa.Column("operations", Json(), nullable=True),
        sa.Column("inverse", Json(), nullable=True),
        sa.Column("places", Json(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Index("draft_edits_in_order", "company_id", "workflow_id", "revision", "nth"),
        sa.Index("draft_edits_by_age", "company_id", "at"),
    )
