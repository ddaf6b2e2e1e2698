"""Effects of which a person must say what became of them, and what was said."""

import sqlalchemy as sa

from kernel.db import Id, Json, ShortText, UtcTime


def define(metadata: sa.MetaData) -> sa.Table:
    """One row a question. `kind` is `uncertain` (did it happen?) or `undo` (it could not be undone)."""
    return sa.Table(
        "uncertain_effects",
        metadata,
        sa.Column("id", Id(), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("run_id", Id(), nullable=False),
        sa.Column("workflow_id", Id(), nullable=False),
        sa.Column("workflow_name", ShortText(200), nullable=False),
        sa.Column("agent_id", Id(), nullable=True),
        sa.Column("step", ShortText(200), nullable=False),
        sa.Column("name", ShortText(220), nullable=False),
        sa.Column("kind", ShortText(20), nullable=False),
        sa.Column("problem", Json(), nullable=False),
        sa.Column("status", ShortText(20), nullable=False),
        sa.Column("answer", ShortText(20), nullable=True),
        sa.Column("comment", ShortText(2000), nullable=False),
        sa.Column("resolved_by", ShortText(80), nullable=True),
        sa.Column("resolved_at", UtcTime(), nullable=True),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Index("ix_uncertain_effects_status", "company_id", "status", "id"),
        sa.Index("ix_uncertain_effects_run", "run_id", "step"),
        sa.Index("ix_uncertain_effects_company_run", "company_id", "run_id"),
    )


uncertain_effects = define(sa.MetaData())
