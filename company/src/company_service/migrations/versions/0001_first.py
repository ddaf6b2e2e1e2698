"""The first schema of the company service."""

import sqlalchemy as sa
from alembic import op

from kernel.db import Id, Json, LongText, Real, ShortText, UtcTime, create_kernel_tables

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create everything."""
    create_kernel_tables(op.get_bind())
    _companies()
    _engine()


def _companies() -> None:
    op.create_table(
        "companies",
        sa.Column("id", Id(), primary_key=True),
        sa.Column("name", ShortText(120), nullable=False),
        sa.Column("settings", Json(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
    )
    op.create_table(
        "members",
        sa.Column("company_id", Id(), primary_key=True),
        sa.Column("user_id", Id(), primary_key=True),
        sa.Column("name", ShortText(200), nullable=False),
        sa.Column("email", ShortText(320), nullable=False),
        sa.Column("role", ShortText(60), nullable=False),
        sa.Column("joined_at", UtcTime(), nullable=False),
    )
    op.create_index("ix_members_user", "members", ["user_id"])
    op.create_table(
        "files",
        sa.Column("id", Id(), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("name", ShortText(255), nullable=False),
        sa.Column("media_type", ShortText(180), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", ShortText(64), nullable=False),
        sa.Column("created_by", Id(), nullable=True),
        sa.Column("created_at", UtcTime(), nullable=False),
    )
    op.create_index("ix_files_company", "files", ["company_id", "id"])
    op.create_table(
        "workflows",
        sa.Column("id", Id(), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("name", ShortText(120), nullable=False),
        sa.Column("description", LongText(), nullable=False),
        sa.Column("agent_id", Id(), nullable=False),
        sa.Column("graph", Json(), nullable=False),
        sa.Column("draft_revision", sa.Integer(), nullable=False),
        sa.Column("live_version", sa.Integer(), nullable=True),
        sa.Column("created_by", Id(), nullable=True),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("updated_at", UtcTime(), nullable=False),
        sa.Column("deleted_at", UtcTime(), nullable=True),
    )
    op.create_index("ix_workflows_agent", "workflows", ["company_id", "agent_id", "id"])
    op.create_index("ix_workflows_company", "workflows", ["company_id", "id"])
    op.create_table(
        "workflow_versions",
        sa.Column("workflow_id", Id(), primary_key=True),
        sa.Column("version", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("graph", Json(), nullable=False),
        sa.Column("note", LongText(), nullable=False),
        sa.Column("published_by", Id(), nullable=False),
        sa.Column("published_at", UtcTime(), nullable=False),
    )
    op.create_table(
        "run_starts",
        sa.Column("company_id", Id(), primary_key=True),
        sa.Column("key", ShortText(64), primary_key=True),
        sa.Column("run_id", Id(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
    )
    op.create_index("ix_run_starts_created_at", "run_starts", ["created_at"])
    op.create_table(
        "approvals",
        sa.Column("id", Id(), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("run_id", Id(), nullable=False),
        sa.Column("workflow_id", Id(), nullable=False),
        sa.Column("workflow_name", ShortText(200), nullable=False),
        sa.Column("agent_id", Id(), nullable=True),
        sa.Column("step", ShortText(200), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
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
        sa.Column("decided_by", Id(), nullable=True),
        sa.Column("decided_at", UtcTime(), nullable=True),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.UniqueConstraint("run_id", "step", "attempt", name="uq_approvals_step"),
    )
    op.create_index("ix_approvals_status", "approvals", ["company_id", "status", "id"])
    op.create_table(
        "demos",
        sa.Column("company_id", Id(), primary_key=True),
        sa.Column("workflow_id", Id(), nullable=False),
        sa.Column("files", Json(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
    )


def _engine() -> None:
    op.create_table(
        "journal",
        sa.Column("run_id", Id(), primary_key=True),
        sa.Column("seq", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("kind", ShortText(32), nullable=False),
        sa.Column("step", ShortText(200), nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("facts", Json(), nullable=False),
        sa.Column("value", LongText(), nullable=True),
        sa.Column("value_ref", ShortText(64), nullable=True),
        sa.Column("at", UtcTime(), nullable=False),
    )
    op.create_table(
        "run_graphs",
        sa.Column("company_id", Id(), primary_key=True),
        sa.Column("hash", ShortText(64), primary_key=True),
        sa.Column("graph", Json(), nullable=False),
    )
    op.create_table(
        "runs",
        sa.Column("id", Id(), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("workflow_id", Id(), nullable=False),
        sa.Column("workflow_name", ShortText(200), nullable=False),
        sa.Column("agent_id", Id(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("graph_hash", ShortText(64), nullable=False),
        sa.Column("machine_version", sa.Integer(), nullable=False),
        sa.Column("trigger", Id(), nullable=False),
        sa.Column("started_by", ShortText(80), nullable=True),
        sa.Column("status", ShortText(20), nullable=False),
        sa.Column("input", LongText(), nullable=True),
        sa.Column("input_ref", ShortText(64), nullable=True),
        sa.Column("output", LongText(), nullable=True),
        sa.Column("output_ref", ShortText(64), nullable=True),
        sa.Column("error", Json(), nullable=True),
        sa.Column("cost", Real(), nullable=False),
        sa.Column("waiting_for", Json(), nullable=True),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("started_at", UtcTime(), nullable=True),
        sa.Column("ended_at", UtcTime(), nullable=True),
        sa.Column("changed_seq", sa.Integer(), nullable=False),
        sa.Column("owner", ShortText(80), nullable=True),
        sa.Column("fence", sa.Integer(), nullable=False),
    )
    op.create_index("runs_by_owner", "runs", ["owner", "status", "id"])
    op.create_index("runs_by_status", "runs", ["company_id", "status", "id"])
    op.create_index("runs_of_agent", "runs", ["company_id", "agent_id", "id"])
    op.create_index("runs_of_company", "runs", ["company_id", "id"])
    op.create_index("runs_of_workflow", "runs", ["company_id", "workflow_id", "id"])
    op.create_table(
        "step_runs",
        sa.Column("run_id", Id(), primary_key=True),
        sa.Column("step", ShortText(200), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("name", ShortText(200), nullable=False),
        sa.Column("type", ShortText(80), nullable=False),
        sa.Column("status", ShortText(20), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("port", ShortText(100), nullable=True),
        sa.Column("cost", Real(), nullable=False),
        sa.Column("error", Json(), nullable=True),
        sa.Column("answered_by", Json(), nullable=True),
        sa.Column("waiting_for", Json(), nullable=True),
        sa.Column("started_at", UtcTime(), nullable=True),
        sa.Column("ended_at", UtcTime(), nullable=True),
        sa.Column("input_seq", sa.Integer(), nullable=True),
        sa.Column("output_seq", sa.Integer(), nullable=True),
        sa.Column("changed_seq", sa.Integer(), nullable=False),
    )
    op.create_table(
        "run_timers",
        sa.Column("run_id", Id(), primary_key=True),
        sa.Column("step", ShortText(200), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("due_at", UtcTime(), nullable=False),
    )
    op.create_index("ix_run_timers_due_at", "run_timers", ["due_at"])
    op.create_table(
        "run_inbox",
        sa.Column("run_id", Id(), primary_key=True),
        sa.Column("name", ShortText(220), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("step", ShortText(200), nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("payload", Json(), nullable=True),
        sa.Column("by", ShortText(80), nullable=True),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("taken", sa.Boolean(), nullable=False),
    )
    op.create_index("inbox_to_take", "run_inbox", ["taken", "run_id"])
    op.create_table(
        "engine_workers",
        sa.Column("id", ShortText(80), primary_key=True),
        sa.Column("started_at", UtcTime(), nullable=False),
        sa.Column("lease_until", UtcTime(), nullable=False),
    )
