"""Prompts with versions, labels and scores; usage says which prompt made an answer."""

import sqlalchemy as sa
from alembic import op

from kernel.db import Id, Json, Real, ShortText, UtcTime

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Earlier answers were made by no prompt."""
    op.create_table(
        "prompts",
        sa.Column("id", Id(), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("name", ShortText(64), nullable=False),
        sa.Column("description", ShortText(500), nullable=False),
        sa.Column("archived", sa.Boolean(), nullable=False),
        sa.Column("latest", sa.Integer(), nullable=False),
        sa.Column("created_by", Id(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("updated_at", UtcTime(), nullable=False),
        sa.UniqueConstraint("company_id", "name", name="uq_prompts_name"),
    )
    op.create_table(
        "prompt_versions",
        sa.Column("prompt_id", Id(), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("content", Json(), nullable=False),
        sa.Column("note", ShortText(500), nullable=False),
        sa.Column("created_by", Id(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
    )
    op.create_table(
        "prompt_labels",
        sa.Column("prompt_id", Id(), primary_key=True),
        sa.Column("label", ShortText(32), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("previous", sa.Integer(), nullable=False),
        sa.Column("moved_by", Id(), nullable=False),
        sa.Column("moved_at", UtcTime(), nullable=False),
    )
    op.create_index("ix_prompt_labels_company", "prompt_labels", ["company_id"])
    op.create_table(
        "prompt_scores",
        sa.Column("id", Id(), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("prompt_id", Id(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("score", Real(), nullable=False),
        sa.Column("comment", ShortText(2_000), nullable=False),
        sa.Column("scored_by", Id(), nullable=False),
        sa.Column("scored_at", UtcTime(), nullable=False),
    )
    op.create_index("ix_prompt_scores_prompt", "prompt_scores", ["company_id", "prompt_id", "id"])
    op.add_column("usage_records", sa.Column("prompt", ShortText(64), nullable=False, server_default=""))
    op.add_column("usage_records", sa.Column("prompt_version", sa.Integer(), nullable=False, server_default="0"))
    op.create_index("ix_usage_records_prompt", "usage_records", ["company_id", "prompt", "day"])
