"""Documents, their contents as they are searched, the files they came from, and the log of what happened to them."""

import sqlalchemy as sa
from sqlalchemy.dialects import mysql

from kernel.db import Id, Json, LongText, ShortText, UtcTime


def bytes_of_any_length() -> sa.types.TypeEngine[bytes]:
    """A column for files and vectors."""
    return sa.LargeBinary().with_variant(mysql.LONGBLOB(), "mysql", "mariadb")


def define(metadata: sa.MetaData) -> tuple[sa.Table, sa.Table, sa.Table, sa.Table]:
    """`place_key` is the hash of `place`, the document's name within its source; `version_tag` is what the source says
    of its state (`taken_tag`: when it was taken in), `digest` the SHA-256 of its bytes. `open_to` are the names of who
    may read it (null: as its source says).

    `state` is `queued` (to be taken in, or again), `ready`, `failed` or `removed`; a removed one stays for the indexes
    to hear of. A worker holds a queued one until `lease_until`; `fence` counts the holders. `generation` is the content
    that is searched, `position` when that last changed.

    A content is one generation of a document as one model sees it: its text, its chunks (places in the text) and their
    vectors (16-bit floats, a row each).
    """
    documents = sa.Table(
        "knowledge_documents",
        metadata,
        sa.Column("id", Id(), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("base_id", Id(), nullable=False),
        sa.Column("source_id", Id(), nullable=False),
        sa.Column("place_key", ShortText(64), nullable=False),
        sa.Column("place", LongText(), nullable=False),
        sa.Column("name", ShortText(255), nullable=False),
        sa.Column("media_type", ShortText(120), nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("version_tag", ShortText(255), nullable=False),
        sa.Column("taken_tag", ShortText(255), nullable=False),
        sa.Column("digest", ShortText(64), nullable=False),
        sa.Column("open_to", Json(), nullable=True),
        sa.Column("state", ShortText(20), nullable=False),
        sa.Column("problem", Json(), nullable=True),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("due_at", UtcTime(), nullable=False),
        sa.Column("lease_until", UtcTime(), nullable=True),
        sa.Column("fence", sa.Integer, nullable=False),
        sa.Column("generation", sa.Integer, nullable=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("pages", sa.Integer, nullable=False),
        sa.Column("chunks", sa.Integer, nullable=False),
        sa.Column("seen_sync", Id(), nullable=False),
        sa.Column("added_at", UtcTime(), nullable=False),
        sa.Column("changed_at", UtcTime(), nullable=False),
        sa.UniqueConstraint("source_id", "place_key", name="uq_knowledge_documents_place"),
        sa.Index("ix_knowledge_documents_base", "company_id", "base_id", "id"),
        sa.Index("ix_knowledge_documents_position", "company_id", "base_id", "position"),
        sa.Index("ix_knowledge_documents_digest", "company_id", "base_id", "digest"),
        sa.Index("ix_knowledge_documents_due", "state", "due_at"),
    )
    contents = sa.Table(
        "knowledge_contents",
        metadata,
        sa.Column("document_id", Id(), primary_key=True),
        sa.Column("generation", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("model", ShortText(200), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("base_id", Id(), nullable=False),
        sa.Column("text", LongText(), nullable=False),
        sa.Column("chunks", Json(), nullable=False),
        sa.Column("vectors", bytes_of_any_length(), nullable=False),
        sa.Index("ix_knowledge_contents_base", "company_id", "base_id", "model"),
    )
    files = sa.Table(
        "knowledge_files",
        metadata,
        sa.Column("document_id", Id(), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("base_id", Id(), nullable=False),
        sa.Column("data", bytes_of_any_length(), nullable=False),
        sa.Index("ix_knowledge_files_base", "company_id", "base_id"),
    )
    log = sa.Table(
        "knowledge_log",
        metadata,
        sa.Column("id", Id(), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("base_id", Id(), nullable=False),
        sa.Column("source_id", Id(), nullable=False),
        sa.Column("document_id", Id(), nullable=False),
        sa.Column("name", ShortText(255), nullable=False),
        sa.Column("what", ShortText(20), nullable=False),
        sa.Column("why", LongText(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Index("ix_knowledge_log_base", "company_id", "base_id", "id"),
        sa.Index("ix_knowledge_log_at", "at"),
    )
    return documents, contents, files, log


documents, contents, files, log = define(sa.MetaData())
