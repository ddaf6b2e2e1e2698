"""Test cases and trials."""

import sqlalchemy as sa

from kernel.db import Id, Json, LongText, ShortText, UtcTime


def define(metadata: sa.MetaData) -> tuple[sa.Table, sa.Table]:
    """`expected` is a list of `ExpectedPassage`, empty where there should be no answer. `results` and `figures` are as
    in `schemas`; `version` is the base's position when the trial began."""
    cases = sa.Table(
        "knowledge_cases",
        metadata,
        sa.Column("id", Id(), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("base_id", Id(), nullable=False),
        sa.Column("question", LongText(), nullable=False),
        sa.Column("expected", Json(), nullable=False),
        sa.Column("is_answerable", sa.Boolean, nullable=False),
        sa.Column("state", ShortText(10), nullable=False),
        sa.Column("origin", ShortText(12), nullable=False),
        sa.Column("note", LongText(), nullable=False),
        sa.Column("written_by", Id(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("changed_at", UtcTime(), nullable=False),
        sa.Index("ix_knowledge_cases_base", "company_id", "base_id", "id"),
    )
    trials = sa.Table(
        "knowledge_trials",
        metadata,
        sa.Column("id", Id(), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("base_id", Id(), nullable=False),
        sa.Column("state", ShortText(10), nullable=False),
        sa.Column("model", ShortText(200), nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("documents", sa.Integer, nullable=False),
        sa.Column("note", LongText(), nullable=False),
        sa.Column("with_answers", sa.Boolean, nullable=False),
        sa.Column("total", sa.Integer, nullable=False),
        sa.Column("done", sa.Integer, nullable=False),
        sa.Column("results", Json(), nullable=False),
        sa.Column("figures", Json(), nullable=True),
        sa.Column("problem", LongText(), nullable=True),
        sa.Column("started_by", Id(), nullable=False),
        sa.Column("started_at", UtcTime(), nullable=False),
        sa.Column("ended_at", UtcTime(), nullable=True),
        sa.Index("ix_knowledge_trials_base", "company_id", "base_id", "id"),
        sa.Index("ix_knowledge_trials_state", "state"),
    )
    return cases, trials


knowledge_cases, knowledge_trials = define(sa.MetaData())
