"""Sources of knowledge bases."""

import sqlalchemy as sa

from kernel.db import Id, Json, LongText, ShortText, UtcTime


def define(metadata: sa.MetaData) -> sa.Table:
    """`config` says where it is, `secret` (sealed) how to get in; `open_to` are the names of who may read from it.

    `state` is `idle`, `due`, `syncing`, `failed` or `asking` (too much would be removed; `removal_allowed` lets it). A
    worker holds a syncing one until `lease_until`; `fence` counts the holders. `cursor` is how far the listing of the
    sync `sync_id` has come, `token` where the next one begins if it lists changes only; `last` are its counts and how
    it ended.
    """
    return sa.Table(
        "knowledge_sources",
        metadata,
        sa.Column("id", Id(), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("base_id", Id(), nullable=False),
        sa.Column("kind", ShortText(20), nullable=False),
        sa.Column("name", ShortText(120), nullable=False),
        sa.Column("config", Json(), nullable=False),
        sa.Column("secret", LongText(), nullable=True),
        sa.Column("open_to", Json(), nullable=False),
        sa.Column("groups", Json(), nullable=False),
        sa.Column("every_minutes", sa.Integer, nullable=True),
        sa.Column("state", ShortText(20), nullable=False),
        sa.Column("due_at", UtcTime(), nullable=True),
        sa.Column("lease_until", UtcTime(), nullable=True),
        sa.Column("fence", sa.Integer, nullable=False),
        sa.Column("sync_id", Id(), nullable=False),
        sa.Column("cursor", LongText(), nullable=True),
        sa.Column("token", LongText(), nullable=True),
        sa.Column("last", Json(), nullable=True),
        sa.Column("problem", Json(), nullable=True),
        sa.Column("removal_allowed", sa.Boolean, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Index("ix_knowledge_sources_base", "company_id", "base_id", "id"),
        sa.Index("ix_knowledge_sources_due", "due_at"),
    )


sources = define(sa.MetaData())
