"""What could not be answered."""

import sqlalchemy as sa
from sqlalchemy.dialects import mysql

from kernel.db import Id, LongText, ShortText, UtcTime


def define(metadata: sa.MetaData) -> sa.Table:
    """One row a question and base. `vector` is by `model` (`ingest.vectors`); `asked_by` is empty where nobody did."""
    return sa.Table(
        "knowledge_questions",
        metadata,
        sa.Column("id", Id(), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("base_id", Id(), nullable=False),
        sa.Column("question", LongText(), nullable=False),
        sa.Column("reason", LongText(), nullable=False),
        sa.Column("asked_by", Id(), nullable=False),
        sa.Column("asked_at", UtcTime(), nullable=False),
        sa.Column("model", ShortText(200), nullable=False),
        sa.Column("vector", sa.LargeBinary().with_variant(mysql.LONGBLOB(), "mysql", "mariadb"), nullable=False),
        sa.Index("ix_knowledge_questions_base", "company_id", "base_id", "id"),
        sa.Index("ix_knowledge_questions_at", "asked_at"),
    )


knowledge_questions = define(sa.MetaData())
