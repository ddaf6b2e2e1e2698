"""Policies."""

import sqlalchemy as sa

from kernel.db import Id, UtcTime


def define(metadata: sa.MetaData) -> sa.Table:
    """A company without a row asks for nothing more than a password."""
    return sa.Table(
        "sign_in_policies",
        metadata,
        sa.Column("company_id", Id(), primary_key=True),
        sa.Column("second_factor_required", sa.Boolean, nullable=False),
        sa.Column("changed_by", Id(), nullable=False),
        sa.Column("changed_at", UtcTime(), nullable=False),
    )


sign_in_policies = define(sa.MetaData())
