"""One row an answer."""

import sqlalchemy as sa

from kernel.db import Id, Real, ShortText, UtcTime


def define(metadata: sa.MetaData) -> sa.Table:
    """Money is in USD, times in seconds, `day` in UTC; what is not known of an answer is an empty text.

    `cache` says how the cache had it (`exact`, `semantic`, `joined` another's call), `saved` what that saved.
    """
    return sa.Table(
        "usage_records",
        metadata,
        sa.Column("id", Id(), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("user_id", Id(), nullable=False),
        sa.Column("task", ShortText(40), nullable=False),
        sa.Column("provider", ShortText(40), nullable=False),
        sa.Column("model", ShortText(200), nullable=False),
        sa.Column("input_tokens", sa.Integer, nullable=False),
        sa.Column("output_tokens", sa.Integer, nullable=False),
        sa.Column("cost", Real(), nullable=False),
        sa.Column("seconds", Real(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("agent_id", Id(), nullable=False),
        sa.Column("workflow_id", Id(), nullable=False),
        sa.Column("run_id", Id(), nullable=False),
        sa.Column("key_id", Id(), nullable=False),
        sa.Column("provider_id", Id(), nullable=False),
        sa.Column("step", ShortText(200), nullable=False),
        sa.Column("alias", ShortText(200), nullable=False),
        sa.Column("cached_tokens", sa.Integer, nullable=False),
        sa.Column("reasoning_tokens", sa.Integer, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("price_known", sa.Boolean, nullable=False),
        sa.Column("cache", ShortText(10), nullable=False),
        sa.Column("saved", Real(), nullable=False),
        sa.Column("first_token_seconds", Real(), nullable=True),
        sa.Column("day", ShortText(10), nullable=False),
        sa.Column("prompt", ShortText(64), nullable=False),
        sa.Column("prompt_version", sa.Integer, nullable=False),
        sa.Index("ix_usage_records_company", "company_id", "id"),
        sa.Index("ix_usage_records_day", "company_id", "day"),
        sa.Index("ix_usage_records_run", "company_id", "run_id"),
        sa.Index("ix_usage_records_age", "day"),
        sa.Index("ix_usage_records_prompt", "company_id", "prompt", "day"),
    )


usage_records = define(sa.MetaData())
