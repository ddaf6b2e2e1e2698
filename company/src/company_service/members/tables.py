"""Members of companies, and the roles that a company made for itself."""

import sqlalchemy as sa

from kernel.db import Id, Json, ShortText, UtcTime


def define(metadata: sa.MetaData) -> None:
    """`role` is a built-in role, or the id of one of the company's own. Who is deactivated may nothing, but is known.

    `name` and `email` are the person's, and follow when the person changes them.
    """
    sa.Table(
        "members",
        metadata,
        sa.Column("company_id", Id(), primary_key=True),
        sa.Column("user_id", Id(), primary_key=True),
        sa.Column("name", ShortText(200), nullable=False),
        sa.Column("email", ShortText(320), nullable=False),
        sa.Column("role", ShortText(60), nullable=False),
        sa.Column("joined_at", UtcTime(), nullable=False),
        sa.Column("deactivated_at", UtcTime(), nullable=True),
        sa.Index("ix_members_user", "user_id"),
    )
    sa.Table(
        "roles",
        metadata,
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


_metadata = sa.MetaData()
define(_metadata)
members = _metadata.tables["members"]
roles = _metadata.tables["roles"]
