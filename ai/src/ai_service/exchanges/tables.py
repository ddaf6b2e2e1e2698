"""One row an exchange, redacted before it is written."""

import sqlalchemy as sa

from kernel.db import Id, Json, LongText, Real, ShortText, UtcTime


def define(metadata: sa.MetaData) -> sa.Table:
    """`id` is that of the record of usage. `prompt` is a list of `Said`, `findings` of `GuardFinding`."""
    return sa.Table(
        "exchanges",
        metadata,
        sa.Column("id", Id(), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("user_id", Id(), nullable=False),
        sa.Column("agent_id", Id(), nullable=False),
        sa.Column("workflow_id", Id(), nullable=False),
        sa.Column("run_id", Id(), nullable=False),
        sa.Column("step", ShortText(200), nullable=False),
        sa.Column("task", ShortText(40), nullable=False),
        sa.Column("provider", ShortText(40), nullable=False),
        sa.Column("model", ShortText(200), nullable=False),
        sa.Column("alias", ShortText(200), nullable=False),
        sa.Column("outcome", ShortText(12), nullable=False),
        sa.Column("cache", ShortText(10), nullable=False),
        sa.Column("input_tokens", sa.Integer, nullable=False),
        sa.Column("output_tokens", sa.Integer, nullable=False),
        sa.Column("cost", Real(), nullable=False),
        sa.Column("seconds", Real(), nullable=False),
        sa.Column("findings", Json(), nullable=False),
        sa.Column("prompt", Json(), nullable=False),
        sa.Column("answer", LongText(), nullable=False),
        sa.Column("shortened", sa.Boolean, nullable=False),
        sa.Column("problem", ShortText(500), nullable=False),
        sa.Index("ix_exchanges_company", "company_id", "id"),
        sa.Index("ix_exchanges_run", "company_id", "run_id"),
        sa.Index("ix_exchanges_age", "company_id", "at"),
    )


exchanges = define(sa.MetaData())
