"""Knowledge bases."""

import sqlalchemy as sa

from kernel.db import Id, LongText, ShortText, UtcTime


def define(metadata: sa.MetaData) -> sa.Table:
    """`model` makes the vectors that are searched; `next_model` is becoming it while every document is embedded anew.

    `position` numbers the changes of the base's documents, in the order in which they became true: indexes follow it.
    """
    return sa.Table(
        "knowledge_bases",
        metadata,
        sa.Column("id", Id(), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("name", ShortText(120), nullable=False),
        sa.Column("description", LongText(), nullable=False),
        sa.Column("model", ShortText(200), nullable=False),
        sa.Column("next_model", ShortText(200), nullable=True),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("created_by", Id(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("updated_at", UtcTime(), nullable=False),
        sa.Index("ix_knowledge_bases_company", "company_id", "id"),
        sa.Index("ix_knowledge_bases_next", "next_model"),
    )


bases = define(sa.MetaData())
