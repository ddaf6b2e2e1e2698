"""Usage says for whom an answer was made, how it was priced, whether the cache had it; how the cache keeps answers."""

import sqlalchemy as sa
from alembic import op

from kernel.db import Id, Real, ShortText, UtcTime

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Earlier records were priced, answered in one attempt, and not cached."""
    for name in ("agent_id", "workflow_id", "run_id", "key_id", "provider_id"):
        op.add_column("usage_records", sa.Column(name, Id(), nullable=False, server_default=""))
    for name in ("step", "alias"):
        op.add_column("usage_records", sa.Column(name, ShortText(200), nullable=False, server_default=""))
    for name, usual in (("cached_tokens", "0"), ("reasoning_tokens", "0"), ("attempts", "1")):
        op.add_column("usage_records", sa.Column(name, sa.Integer(), nullable=False, server_default=usual))
    op.add_column("usage_records", sa.Column("price_known", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("usage_records", sa.Column("cache", ShortText(10), nullable=False, server_default=""))
    op.add_column("usage_records", sa.Column("saved", Real(), nullable=False, server_default="0"))
    op.add_column("usage_records", sa.Column("first_token_seconds", Real(), nullable=True))
    op.add_column("usage_records", sa.Column("day", ShortText(10), nullable=False, server_default=""))
    records = sa.table("usage_records", sa.column("day", sa.String), sa.column("at", sa.String))
    op.execute(sa.update(records).values(day=sa.func.substr(sa.cast(records.c.at, sa.String(30)), 1, 10)))
    op.create_index("ix_usage_records_day", "usage_records", ["company_id", "day"])
    op.create_index("ix_usage_records_run", "usage_records", ["company_id", "run_id"])
    op.create_index("ix_usage_records_age", "usage_records", ["day"])
    op.create_table(
        "cache_policies",
        sa.Column("company_id", Id(), primary_key=True),
        sa.Column("alias", ShortText(200), primary_key=True),
        sa.Column("mode", ShortText(10), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("semantic", Real(), nullable=True),
        sa.Column("updated_by", Id(), nullable=False),
        sa.Column("updated_at", UtcTime(), nullable=False),
    )
