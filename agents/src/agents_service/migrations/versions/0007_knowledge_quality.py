"""Test cases and trials of knowledge bases, and what they could not answer."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

from kernel.db import Id, Json, LongText, ShortText, UtcTime

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "knowledge_questions",
        sa.Column("id", Id(), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("base_id", Id(), nullable=False),
        sa.Column("question", LongText(), nullable=False),
        sa.Column("reason", LongText(), nullable=False),
        sa.Column("asked_by", Id(), nullable=False),
        sa.Column("asked_at", UtcTime(), nullable=False),
        sa.Column("model", ShortText(200), nullable=False),
        sa.Column("vector", sa.LargeBinary().with_variant(mysql.LONGBLOB(), "mysql", "mariadb"), nullable=False),
    )
    op.create_index("ix_knowledge_questions_base", "knowledge_questions", ["company_id", "base_id", "id"])
    op.create_index("ix_knowledge_questions_at", "knowledge_questions", ["asked_at"])
    op.create_table(
        "knowledge_cases",
        sa.Column("id", Id(), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("base_id", Id(), nullable=False),
        sa.Column("question", LongText(), nullable=False),
        sa.Column("expected", Json(), nullable=False),
        sa.Column("is_answerable", sa.Boolean(), nullable=False),
        sa.Column("state", ShortText(10), nullable=False),
        sa.Column("origin", ShortText(12), nullable=False),
        sa.Column("note", LongText(), nullable=False),
        sa.Column("written_by", Id(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("changed_at", UtcTime(), nullable=False),
    )
    op.create_index("ix_knowledge_cases_base", "knowledge_cases", ["company_id", "base_id", "id"])
    op.create_table(
        "knowledge_trials",
        sa.Column("id", Id(), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("base_id", Id(), nullable=False),
        sa.Column("state", ShortText(10), nullable=False),
        sa.Column("model", ShortText(200), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("documents", sa.Integer(), nullable=False),
        sa.Column("note", LongText(), nullable=False),
        sa.Column("with_answers", sa.Boolean(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("results", Json(), nullable=False),
        sa.Column("figures", Json(), nullable=True),
        sa.Column("problem", LongText(), nullable=True),
        sa.Column("started_by", Id(), nullable=False),
        sa.Column("started_at", UtcTime(), nullable=False),
        sa.Column("ended_at", UtcTime(), nullable=True),
    )
    op.create_index("ix_knowledge_trials_base", "knowledge_trials", ["company_id", "base_id", "id"])
    op.create_index("ix_knowledge_trials_state", "knowledge_trials", ["state"])
