"""Workflows and their published versions."""

import sqlalchemy as sa

from kernel.db import Id, Json, LongText, ShortText, UtcTime


def define(metadata: sa.MetaData) -> tuple[sa.Table, sa.Table]:
    """`graph` is the draft; a deleted workflow stays for the runs it had. Versions are only ever added."""
    workflows = sa.Table(
        "workflows",
        metadata,
        sa.Column("id", Id(), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("name", ShortText(120), nullable=False),
        sa.Column("description", LongText(), nullable=False),
        sa.Column("agent_id", Id(), nullable=False),
        sa.Column("graph", Json(), nullable=False),
        sa.Column("draft_revision", sa.Integer, nullable=False),
        sa.Column("live_version", sa.Integer, nullable=True),
        sa.Column("created_by", Id(), nullable=True),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("updated_at", UtcTime(), nullable=False),
        sa.Column("deleted_at", UtcTime(), nullable=True),
        sa.Index("ix_workflows_company", "company_id", "id"),
        sa.Index("ix_workflows_agent", "company_id", "agent_id", "id"),
    )
    versions = sa.Table(
        "workflow_versions",
        metadata,
        sa.Column("workflow_id", Id(), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("graph", Json(), nullable=False),
        sa.Column("note", LongText(), nullable=False),
        sa.Column("published_by", Id(), nullable=False),
        sa.Column("published_at", UtcTime(), nullable=False),
    )
    return workflows, versions


workflows, workflow_versions = define(sa.MetaData())
