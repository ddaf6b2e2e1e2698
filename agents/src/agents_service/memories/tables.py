"""What agents remember."""

import sqlalchemy as sa

from agents_service.documents.tables import bytes_of_any_length
from kernel.db import Id, Json, LongText, ShortText, UtcTime


def define(metadata: sa.MetaData) -> sa.Table:
    """`person` is whom alone a fact is for, empty: everyone. `documents` are those it rests on. `creation_key` lets a
    fact be kept once; `run_id` is empty where a person wrote it. `vector` is by `model` (`ingest.vectors`)."""
    return sa.Table(
        "agent_memories",
        metadata,
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
        sa.Column("uses", sa.Integer, nullable=False),
        sa.Column("used_at", UtcTime(), nullable=True),
        sa.Column("model", ShortText(200), nullable=False),
        sa.Column("vector", bytes_of_any_length(), nullable=False),
        sa.Column("creation_key", ShortText(200), nullable=False),
        sa.UniqueConstraint("company_id", "creation_key", name="uq_agent_memories_key"),
        sa.Index("ix_agent_memories_agent", "company_id", "agent_id", "id"),
        sa.Index("ix_agent_memories_expiry", "expires_at"),
    )


agent_memories = define(sa.MetaData())
