"""Prompts, their versions, the labels on them, and how their answers were judged."""

import sqlalchemy as sa

from kernel.db import Id, Json, Real, ShortText, UtcTime


def define(metadata: sa.MetaData) -> tuple[sa.Table, sa.Table, sa.Table, sa.Table]:
    """`latest` is the number of the last version; versions are never changed. `previous` is where a label was before
    it was moved, 0 for nowhere."""
    prompts = sa.Table(
        "prompts",
        metadata,
        sa.Column("id", Id(), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("name", ShortText(64), nullable=False),
        sa.Column("description", ShortText(500), nullable=False),
        sa.Column("archived", sa.Boolean, nullable=False),
        sa.Column("latest", sa.Integer, nullable=False),
        sa.Column("created_by", Id(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("updated_at", UtcTime(), nullable=False),
        sa.UniqueConstraint("company_id", "name", name="uq_prompts_name"),
    )
    versions = sa.Table(
        "prompt_versions",
        metadata,
        sa.Column("prompt_id", Id(), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("content", Json(), nullable=False),
        sa.Column("note", ShortText(500), nullable=False),
        sa.Column("created_by", Id(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
    )
    labels = sa.Table(
        "prompt_labels",
        metadata,
        sa.Column("prompt_id", Id(), primary_key=True),
        sa.Column("label", ShortText(32), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("previous", sa.Integer, nullable=False),
        sa.Column("moved_by", Id(), nullable=False),
        sa.Column("moved_at", UtcTime(), nullable=False),
        sa.Index("ix_prompt_labels_company", "company_id"),
    )
    scores = sa.Table(
        "prompt_scores",
        metadata,
        sa.Column("id", Id(), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("prompt_id", Id(), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("score", Real(), nullable=False),
        sa.Column("comment", ShortText(2_000), nullable=False),
        sa.Column("scored_by", Id(), nullable=False),
        sa.Column("scored_at", UtcTime(), nullable=False),
        sa.Index("ix_prompt_scores_prompt", "company_id", "prompt_id", "id"),
    )
    return prompts, versions, labels, scores


prompts, versions, labels, scores = define(sa.MetaData())
