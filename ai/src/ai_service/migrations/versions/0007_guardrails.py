"""What companies let reach a model, and what was asked and answered, redacted."""

import sqlalchemy as sa
from alembic import op

from kernel.db import Id, Json, LongText, Real, ShortText, UtcTime

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """New tables; the usual guardrails hold where there is no row."""
    op.create_table(
        "guardrails",
        sa.Column("company_id", Id(), primary_key=True),
        sa.Column("settings", Json(), nullable=False),
        sa.Column("updated_by", Id(), nullable=False),
        sa.Column("updated_at", UtcTime(), nullable=False),
    )
    op.create_table(
        "exchanges",
        sa.Column("id", Id(), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        *(sa.Column(name, Id(), nullable=False) for name in ("user_id", "agent_id", "workflow_id", "run_id")),
        sa.Column("step", ShortText(200), nullable=False),
        sa.Column("task", ShortText(40), nullable=False),
        sa.Column("provider", ShortText(40), nullable=False),
        sa.Column("model", ShortText(200), nullable=False),
        sa.Column("alias", ShortText(200), nullable=False),
        sa.Column("outcome", ShortText(12), nullable=False),
        sa.Column("cache", ShortText(10), nullable=False),
        sa.Column("input_tokens", sa.Integer(), nullable=False),
        sa.Column("output_tokens", sa.Integer(), nullable=False),
        sa.Column("cost", Real(), nullable=False),
        sa.Column("seconds", Real(), nullable=False),
        sa.Column("findings", Json(), nullable=False),
        sa.Column("prompt", Json(), nullable=False),
        sa.Column("answer", LongText(), nullable=False),
        sa.Column("shortened", sa.Boolean(), nullable=False),
        sa.Column("problem", ShortText(500), nullable=False),
    )
    op.create_index("ix_exchanges_company", "exchanges", ["company_id", "id"])
    op.create_index("ix_exchanges_run", "exchanges", ["company_id", "run_id"])
    op.create_index("ix_exchanges_age", "exchanges", ["company_id", "at"])
