"""Approvals."""

import sqlalchemy as sa

from kernel.db import Id, Json, LongText, ShortText, UtcTime


def define(metadata: sa.MetaData) -> tuple[sa.Table, sa.Table, sa.Table]:
    """One row a question (`attempt` tells the tries of a step apart), whom it is for, and what was done about it."""
    approvals = sa.Table(
        "approvals",
        metadata,
        sa.Column("id", Id(), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("run_id", Id(), nullable=False),
        sa.Column("workflow_id", Id(), nullable=False),
        sa.Column("workflow_name", ShortText(200), nullable=False),
        sa.Column("agent_id", Id(), nullable=True),
        sa.Column("step", ShortText(200), nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("title", ShortText(200), nullable=False),
        sa.Column("description", LongText(), nullable=False),
        sa.Column("context", Json(), nullable=False),
        sa.Column("choices", Json(), nullable=False),
        sa.Column("fields", Json(), nullable=True),
        sa.Column("to", Json(), nullable=False),
        sa.Column("status", ShortText(20), nullable=False),
        sa.Column("choice", ShortText(100), nullable=True),
        sa.Column("answers", Json(), nullable=True),
        sa.Column("comment", LongText(), nullable=True),
        sa.Column("decided_by", ShortText(40), nullable=True),
        sa.Column("decided_at", UtcTime(), nullable=True),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("asked_by", ShortText(80), nullable=True),  # who started the run
        sa.Column("needed", sa.Integer, nullable=True),  # so many must choose the same; none: 1
        sa.Column("self_approval", sa.Boolean, nullable=True),  # none: only where nobody else could decide
        sa.Column("until", UtcTime(), nullable=True),
        sa.Column("remind_seconds", sa.Integer, nullable=True),
        sa.Column("remind_at", UtcTime(), nullable=True),
        sa.Column("escalate_at", UtcTime(), nullable=True),
        sa.Column("escalate_to", Json(), nullable=True),
        sa.Column("wake_at", UtcTime(), nullable=True),  # the earlier of the two
        sa.UniqueConstraint("run_id", "step", "attempt", name="uq_approvals_step"),
        sa.Index("ix_approvals_status", "company_id", "status", "id"),
        sa.Index("ix_approvals_wake", "status", "wake_at"),
        sa.Index("ix_approvals_run", "company_id", "run_id"),
    )
    addressees = sa.Table(
        "approval_addressees",
        metadata,
        sa.Column("company_id", Id(), primary_key=True),
        sa.Column("address", ShortText(120), primary_key=True),
        sa.Column("approval_id", Id(), primary_key=True),
        sa.Index("ix_approval_addressees_approval", "company_id", "approval_id"),
    )
    log = sa.Table(
        "approval_log",
        metadata,
        sa.Column("id", Id(), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("approval_id", Id(), nullable=False),
        sa.Column("kind", ShortText(20), nullable=False),
        sa.Column("once", ShortText(80), nullable=False),  # of a vote whose it is: nobody has two; else the row's id
        sa.Column("by", ShortText(80), nullable=True),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("choice", ShortText(100), nullable=True),
        sa.Column("comment", LongText(), nullable=True),
        sa.Column("to", Json(), nullable=True),
        sa.UniqueConstraint("approval_id", "kind", "once", name="uq_approval_log_once"),
        sa.Index("ix_approval_log", "company_id", "approval_id", "id"),
    )
    return approvals, addressees, log


approvals, approval_addressees, approval_log = define(sa.MetaData())
