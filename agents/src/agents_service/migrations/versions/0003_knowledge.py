"""Knowledge bases, their sources, documents and contents."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

from kernel.db import Id, Json, LongText, ShortText, UtcTime

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create the tables."""
    blob = sa.LargeBinary().with_variant(mysql.LONGBLOB(), "mysql", "mariadb")
    op.create_table(
        "knowledge_bases",
        sa.Column("id", Id(), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("name", ShortText(120), nullable=False),
        sa.Column("description", LongText(), nullable=False),
        sa.Column("model", ShortText(200), nullable=False),
        sa.Column("next_model", ShortText(200), nullable=True),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", Id(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("updated_at", UtcTime(), nullable=False),
    )
    op.create_index("ix_knowledge_bases_company", "knowledge_bases", ["company_id", "id"])
    op.create_index("ix_knowledge_bases_next", "knowledge_bases", ["next_model"])
    op.create_table(
        "knowledge_sources",
        sa.Column("id", Id(), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("base_id", Id(), nullable=False),
        sa.Column("kind", ShortText(20), nullable=False),
        sa.Column("name", ShortText(120), nullable=False),
        sa.Column("config", Json(), nullable=False),
        sa.Column("secret", LongText(), nullable=True),
        sa.Column("open_to", Json(), nullable=False),
        sa.Column("groups", Json(), nullable=False),
        sa.Column("every_minutes", sa.Integer(), nullable=True),
        sa.Column("state", ShortText(20), nullable=False),
        sa.Column("due_at", UtcTime(), nullable=True),
        sa.Column("lease_until", UtcTime(), nullable=True),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("sync_id", Id(), nullable=False),
        sa.Column("cursor", LongText(), nullable=True),
        sa.Column("last", Json(), nullable=True),
        sa.Column("problem", Json(), nullable=True),
        sa.Column("removal_allowed", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
    )
    op.create_index("ix_knowledge_sources_base", "knowledge_sources", ["company_id", "base_id", "id"])
    op.create_index("ix_knowledge_sources_due", "knowledge_sources", ["due_at"])
    op.create_table(
        "knowledge_documents",
        sa.Column("id", Id(), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("base_id", Id(), nullable=False),
        sa.Column("source_id", Id(), nullable=False),
        sa.Column("place_key", ShortText(64), nullable=False),
        sa.Column("place", LongText(), nullable=False),
        sa.Column("name", ShortText(255), nullable=False),
        sa.Column("media_type", ShortText(120), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("version_tag", ShortText(255), nullable=False),
        sa.Column("taken_tag", ShortText(255), nullable=False),
        sa.Column("digest", ShortText(64), nullable=False),
        sa.Column("open_to", Json(), nullable=True),
        sa.Column("state", ShortText(20), nullable=False),
        sa.Column("problem", Json(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("due_at", UtcTime(), nullable=False),
        sa.Column("lease_until", UtcTime(), nullable=True),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("chunks", sa.Integer(), nullable=False),
        sa.Column("seen_sync", Id(), nullable=False),
        sa.Column("added_at", UtcTime(), nullable=False),
        sa.Column("changed_at", UtcTime(), nullable=False),
        sa.UniqueConstraint("source_id", "place_key", name="uq_knowledge_documents_place"),
    )
    op.create_index("ix_knowledge_documents_base", "knowledge_documents", ["company_id", "base_id", "id"])
    op.create_index("ix_knowledge_documents_position", "knowledge_documents", ["company_id", "base_id", "position"])
    op.create_index("ix_knowledge_documents_digest", "knowledge_documents", ["company_id", "base_id", "digest"])
    op.create_index("ix_knowledge_documents_due", "knowledge_documents", ["state", "due_at"])
    op.create_table(
        "knowledge_contents",
        sa.Column("document_id", Id(), primary_key=True),
        sa.Column("generation", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("model", ShortText(200), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("base_id", Id(), nullable=False),
        sa.Column("text", LongText(), nullable=False),
        sa.Column("chunks", Json(), nullable=False),
        sa.Column("vectors", blob, nullable=False),
    )
    op.create_index("ix_knowledge_contents_base", "knowledge_contents", ["company_id", "base_id", "model"])
    op.create_table(
        "knowledge_files",
        sa.Column("document_id", Id(), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("base_id", Id(), nullable=False),
        sa.Column("data", blob, nullable=False),
    )
    op.create_index("ix_knowledge_files_base", "knowledge_files", ["company_id", "base_id"])
    op.create_table(
        "knowledge_log",
        sa.Column("id", Id(), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("base_id", Id(), nullable=False),
        sa.Column("source_id", Id(), nullable=False),
        sa.Column("document_id", Id(), nullable=False),
        sa.Column("name", ShortText(255), nullable=False),
        sa.Column("what", ShortText(20), nullable=False),
        sa.Column("why", LongText(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
    )
    op.create_index("ix_knowledge_log_base", "knowledge_log", ["company_id", "base_id", "id"])
    op.create_index("ix_knowledge_log_at", "knowledge_log", ["at"])
