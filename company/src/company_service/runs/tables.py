"""What runs leave besides what the engine keeps: by which Idempotency-Key they began, what is known of their end."""

import sqlalchemy as sa

from kernel.db import Id, ShortText, UtcTime


def define(metadata: sa.MetaData) -> tuple[sa.Table, sa.Table]:
    """`run_starts.key` is a hash of who started what with which Idempotency-Key.

    `run_facts` are ended runs that `insights` has counted, each once. `source` says whose figures they are part of
    (`company`, or `sample` for runs on the sample invoices), `decided` whether a person decided something, `reason` why
    a run failed (`failure_reasons`).
    """
    starts = sa.Table(
        "run_starts",
        metadata,
        sa.Column("company_id", Id(), primary_key=True),
        sa.Column("key", ShortText(64), primary_key=True),
        sa.Column("run_id", Id(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False, index=True),
    )
    facts = sa.Table(
        "run_facts",
        metadata,
        sa.Column("run_id", Id(), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("source", ShortText(10), nullable=False),
        sa.Column("decided", sa.Boolean, nullable=False),
        sa.Column("reason", ShortText(32), nullable=True),
        sa.Index("run_facts_by_reason", "company_id", "reason", "run_id"),
    )
    return starts, facts


run_starts, run_facts = define(sa.MetaData())
