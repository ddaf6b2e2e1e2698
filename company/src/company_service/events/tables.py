"""Events, the steps that wait for one, and which run had which."""

import sqlalchemy as sa

from kernel.db import Id, Json, ShortText, UtcTime


def define(metadata: sa.MetaData) -> tuple[sa.Table, sa.Table, sa.Table]:
    """`event_waits`: one row for each step that waits; `checked` once events from before the wait were looked at."""
    events = sa.Table(
        "events",
        metadata,
        sa.Column("id", Id(), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("name", ShortText(120), nullable=False),
        sa.Column("key", ShortText(200), nullable=False),
        sa.Column("data", Json(), nullable=True),
        sa.Column("sent_by", ShortText(80), nullable=True),
        sa.Column("created_at", UtcTime(), nullable=False, index=True),
        sa.Index("ix_events_match", "company_id", "name", "key", "created_at"),
    )
    waits = sa.Table(
        "event_waits",
        metadata,
        sa.Column("run_id", Id(), primary_key=True),
        sa.Column("step", ShortText(200), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("name", ShortText(120), nullable=False),
        sa.Column("key", ShortText(200), nullable=False),
        sa.Column("since", UtcTime(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("checked", sa.Boolean, nullable=False, index=True),
        sa.Index("ix_event_waits_match", "company_id", "name", "key"),
    )
    receipts = sa.Table(
        "event_receipts",
        metadata,
        sa.Column("run_id", Id(), primary_key=True),
        sa.Column("event_id", Id(), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False, index=True),
    )
    return events, waits, receipts


events, event_waits, event_receipts = define(sa.MetaData())
