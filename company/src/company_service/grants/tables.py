"""Grants on single agents and workflows."""

import sqlalchemy as sa

from kernel.db import Id, ShortText, UtcTime


def define(metadata: sa.MetaData) -> None:
    """`to` is a user id or `role:<name>`. A resource is open unless `restricted`; `version` counts its changes."""
    sa.Table(
        "grants",
        metadata,
        sa.Column("company_id", Id(), primary_key=True),
        sa.Column("resource", Id(), primary_key=True),
        sa.Column("to", ShortText(80), primary_key=True),
        sa.Column("level", ShortText(10), nullable=False),
        sa.Column("by", Id(), nullable=True),
        sa.Column("at", UtcTime(), nullable=False),
    )
    sa.Table(
        "shared_resources",
        metadata,
        sa.Column("company_id", Id(), primary_key=True),
        sa.Column("resource", Id(), primary_key=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("restricted", sa.Boolean(), nullable=False),
    )


_metadata = sa.MetaData()
define(_metadata)
grants = _metadata.tables["grants"]
shared_resources = _metadata.tables["shared_resources"]
