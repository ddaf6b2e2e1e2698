"""The steps in which drafts were changed."""

import sqlalchemy as sa

from kernel.db import Id, Json, ShortText, UtcTime


def define(metadata: sa.MetaData) -> sa.Table:
    """`revision` is the draft's with which the edit came, `nth` its place among those, `turned` the revision with which
    it was last done, undone or done again. `operations` and `inverse` are the browser's; a dropped edit has none.
    """
    return sa.Table(
        "draft_edits",
        metadata,
        sa.Column("workflow_id", Id(), primary_key=True),
        sa.Column("id", Id(), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("user_id", Id(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("nth", sa.Integer, nullable=False),
        sa.Column("turned", sa.Integer, nullable=False),
        sa.Column("state", ShortText(10), nullable=False),
        sa.Column("label", ShortText(60), nullable=False),
        sa.Column("label_values", Json(), nullable=False),
        sa.Column("operations", Json(), nullable=True),
        sa.Column("inverse", Json(), nullable=True),
        sa.Column("places", Json(), nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Index("draft_edits_in_order", "company_id", "workflow_id", "revision", "nth"),
        sa.Index("draft_edits_by_age", "company_id", "at"),
        info={"noted": False},
    )


draft_edits = define(sa.MetaData())
