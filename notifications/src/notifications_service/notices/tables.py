"""Notices and who they are for."""

import sqlalchemy as sa

from kernel.db import Id, Json, ShortText, UtcTime


def define(metadata: sa.MetaData) -> tuple[sa.Table, sa.Table]:
    """`texts` holds a title and a body per language; `creation_key` makes a repeated request one notice."""
    notices = sa.Table(
        "notices",
        metadata,
        sa.Column("id", Id(), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("creation_key", ShortText(64), nullable=False),
        sa.Column("kind", ShortText(40), nullable=False),
        sa.Column("template", ShortText(120), nullable=False),
        sa.Column("template_version", sa.Integer, nullable=False),
        sa.Column("texts", Json(), nullable=False),
        sa.Column("link", ShortText(500), nullable=True),
        sa.Column("recipients", sa.Integer, nullable=False),
        sa.Column("created_by", ShortText(60), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.UniqueConstraint("company_id", "creation_key", name="uq_notices_creation_key"),
    )
    recipients = sa.Table(
        "notice_recipients",
        metadata,
        sa.Column("company_id", Id(), primary_key=True),
        sa.Column("user_id", Id(), primary_key=True),
        sa.Column("notice_id", Id(), primary_key=True),
        sa.Column("read_at", UtcTime(), nullable=True),
    )
    return notices, recipients


notices, recipients = define(sa.MetaData())
