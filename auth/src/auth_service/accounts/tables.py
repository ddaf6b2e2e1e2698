"""People."""

import sqlalchemy as sa

from kernel.db import Id, ShortText, UtcTime


def define(metadata: sa.MetaData) -> sa.Table:
    """`first_company_*` is the company a person signed up with; without `…_made_at` it is still to be created.

    `email_verified_at`: when the person proved that the address is theirs. Language and time zone are as they like.
    """
    # across companies: a person may be a member of several
    return sa.Table(
        "users",
        metadata,
        sa.Column("id", Id(), primary_key=True),
        sa.Column("email", ShortText(254), nullable=False, unique=True),
        sa.Column("name", ShortText(120), nullable=False),
        sa.Column("password_hash", ShortText(255), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("first_company_id", Id(), nullable=False),
        sa.Column("first_company_name", ShortText(120), nullable=False),
        sa.Column("first_company_made_at", UtcTime(), nullable=True),
        sa.Column("email_verified_at", UtcTime(), nullable=True),
        sa.Column("language", ShortText(10), nullable=True),
        sa.Column("time_zone", ShortText(64), nullable=True),
    )


users = define(sa.MetaData())
