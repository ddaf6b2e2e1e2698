"""What was noted, and the end of each company's chain."""

import sqlalchemy as sa

from kernel.db import Id, Json, LongText, ShortText, UtcTime


def define(metadata: sa.MetaData) -> tuple[sa.Table, sa.Table]:
    """`hash` chains an entry to the one before it, `seal` signs that with the deployment's key (see `rules`).

    `at` is text, in one form that sorts by time; `changes` is JSON as it was hashed; `words` is what a search looks at.
    `first_*` in a chain say where it begins now that older entries were forgotten, signed as well. `finding` is what
    the last check found wrong.
    """
    entries = sa.Table(
        "audit_entries",
        metadata,
        sa.Column("company_id", Id(), primary_key=True),
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
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
        info={"noted": False},
    )
    chains = sa.Table(
        "audit_chains",
        metadata,
        sa.Column("company_id", Id(), primary_key=True),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("hash", ShortText(64), nullable=False),
        sa.Column("first_seq", sa.Integer, nullable=False),
        sa.Column("first_hash", ShortText(64), nullable=False),
        sa.Column("first_seal", ShortText(120), nullable=False),
        sa.Column("verified_seq", sa.Integer, nullable=False),
        sa.Column("verified_at", UtcTime(), nullable=True),
        sa.Column("finding", Json(), nullable=True),
        info={"noted": False},
    )
    return entries, chains


entries, chains = define(sa.MetaData())
