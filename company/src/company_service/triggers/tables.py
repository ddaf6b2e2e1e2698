"""Triggers."""

import sqlalchemy as sa

from kernel.db import Id, Json, LongText, ShortText, UtcTime


def define(metadata: sa.MetaData) -> sa.Table:
    """`subject` is what it listens to: an event's name or a workflow's id. `token_hash` finds a public address.

    `secret` and `token` are sealed for this company and row. `fired` counts, with a few seconds of delay.
    """
    return sa.Table(
        "triggers",
        metadata,
        sa.Column("id", Id(), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("workflow_id", Id(), nullable=False),
        sa.Column("kind", ShortText(20), nullable=False),
        sa.Column("name", ShortText(120), nullable=False),
        sa.Column("enabled", sa.Boolean, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("pinned_version", sa.Integer, nullable=True),
        sa.Column("input", Json(), nullable=True),
        sa.Column("settings", Json(), nullable=False),
        sa.Column("subject", ShortText(120), nullable=True),
        sa.Column("token_hash", ShortText(64), nullable=True),
        sa.Column("token", LongText(), nullable=True),
        sa.Column("secret", LongText(), nullable=True),
        sa.Column("next_fire_at", UtcTime(), nullable=True),
        sa.Column("fired", sa.BigInteger, nullable=False),
        sa.Column("last_fired_at", UtcTime(), nullable=True),
        sa.Column("last_run_id", Id(), nullable=True),
        sa.Column("problem", Json(), nullable=True),
        sa.Column("created_by", Id(), nullable=True),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("updated_at", UtcTime(), nullable=False),
        sa.UniqueConstraint("token_hash", name="uq_triggers_token"),
        sa.Index("ix_triggers_workflow", "company_id", "workflow_id", "id"),
        sa.Index("ix_triggers_subject", "company_id", "kind", "subject"),
        sa.Index("ix_triggers_due", "next_fire_at"),
    )


triggers = define(sa.MetaData())
