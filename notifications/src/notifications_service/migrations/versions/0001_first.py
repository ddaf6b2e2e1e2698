"""The first schema of the notifications service."""

import sqlalchemy as sa
from alembic import op

from kernel.db import Id, Json, LongText, ShortText, UtcTime, create_kernel_tables

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create everything."""
    create_kernel_tables(op.get_bind())
    op.create_table(
        "templates",
        sa.Column("company_id", Id(), primary_key=True),
        sa.Column("name", ShortText(80), primary_key=True),
        sa.Column("version", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("texts", Json(), nullable=False),
        sa.Column("saved_by", Id(), nullable=False),
        sa.Column("saved_at", UtcTime(), nullable=False),
    )
    op.create_table(
        "email_channels",
        sa.Column("company_id", Id(), primary_key=True),
        sa.Column("host", ShortText(253), nullable=False),
        sa.Column("port", sa.Integer(), nullable=False),
        sa.Column("security", ShortText(10), nullable=False),
        sa.Column("username", ShortText(255), nullable=False),
        sa.Column("password", LongText(), nullable=True),
        sa.Column("sender", ShortText(254), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("updated_by", Id(), nullable=False),
        sa.Column("updated_at", UtcTime(), nullable=False),
    )
    op.create_table(
        "deliveries",
        sa.Column("id", Id(), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("notice_id", Id(), nullable=False),
        sa.Column("channel", ShortText(20), nullable=False),
        sa.Column("to_name", ShortText(120), nullable=False),
        sa.Column("to_address", ShortText(254), nullable=False),
        sa.Column("language", ShortText(10), nullable=False),
        sa.Column("title", ShortText(200), nullable=False),
        sa.Column("body", LongText(), nullable=False),
        sa.Column("link", ShortText(500), nullable=True),
        sa.Column("status", ShortText(20), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", ShortText(500), nullable=True),
        sa.Column("next_try_at", UtcTime(), nullable=False),
        sa.Column("claimed_until", UtcTime(), nullable=True),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("sent_at", UtcTime(), nullable=True),
    )
    op.create_index("ix_deliveries_due", "deliveries", ["status", "next_try_at"])
    op.create_index("ix_deliveries_company", "deliveries", ["company_id", "id"])
    op.create_table(
        "notices",
        sa.Column("id", Id(), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("creation_key", ShortText(64), nullable=False),
        sa.Column("kind", ShortText(40), nullable=False),
        sa.Column("template", ShortText(120), nullable=False),
        sa.Column("template_version", sa.Integer(), nullable=False),
        sa.Column("texts", Json(), nullable=False),
        sa.Column("link", ShortText(500), nullable=True),
        sa.Column("recipients", sa.Integer(), nullable=False),
        sa.Column("created_by", ShortText(60), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.UniqueConstraint("company_id", "creation_key", name="uq_notices_creation_key"),
    )
    op.create_table(
        "notice_recipients",
        sa.Column("company_id", Id(), primary_key=True),
        sa.Column("user_id", Id(), primary_key=True),
        sa.Column("notice_id", Id(), primary_key=True),
        sa.Column("read_at", UtcTime(), nullable=True),
    )
