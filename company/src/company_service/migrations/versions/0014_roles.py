"""Roles of a company's own, members who are away, and the version of a company's access."""

import sqlalchemy as sa
from alembic import op

from kernel.db import Id, Json, ShortText, UtcTime

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Add a table and columns; what is there keeps its meaning."""
    op.create_table(
        "roles",
        sa.Column("company_id", Id(), primary_key=True),
        sa.Column("id", Id(), primary_key=True),
        sa.Column("name", ShortText(60), nullable=False),
        sa.Column("name_key", ShortText(60), nullable=False),
        sa.Column("description", ShortText(500), nullable=False),
        sa.Column("permissions", Json(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("updated_at", UtcTime(), nullable=False),
        sa.UniqueConstraint("company_id", "name_key", name="uq_roles_name"),
    )
    op.add_column("members", sa.Column("deactivated_at", UtcTime(), nullable=True))
    op.add_column("companies", sa.Column("access_version", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("companies", sa.Column("access_changed_at", UtcTime(), nullable=True))
    op.add_column("companies", sa.Column("delete_at", UtcTime(), nullable=True))
    op.add_column("companies", sa.Column("delete_asked_by", Id(), nullable=True))
    op.create_index("ix_companies_access_changed", "companies", ["access_changed_at"])
    op.create_index("ix_companies_delete_at", "companies", ["delete_at"])
