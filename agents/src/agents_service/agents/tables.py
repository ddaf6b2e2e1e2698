"""Agents and their versions."""

import sqlalchemy as sa

from kernel.db import Id, Json, LongText, ShortText, UtcTime


def define(metadata: sa.MetaData) -> tuple[sa.Table, sa.Table]:
    """`content` is an `AgentInput`; `creation_key` makes creation by another service happen once.

    `pause` is why the agent is paused (`metrics.rules.health.AgentPause`), `pause_until` when it goes on by itself.
    """
    agents = sa.Table(
        "agents",
        metadata,
        sa.Column("id", Id(), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("name", ShortText(120), nullable=False),
        sa.Column("content", Json(), nullable=False),
        sa.Column("status", ShortText(20), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("owner_id", Id(), nullable=False),
        sa.Column("creation_key", ShortText(120), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("updated_at", UtcTime(), nullable=False),
        sa.Column("pause", Json(), nullable=True),
        sa.Column("pause_until", UtcTime(), nullable=True),
        sa.Index("ix_agents_pause", "pause_until"),
        sa.UniqueConstraint("company_id", "creation_key", name="uq_agents_creation_key"),
        sa.Index("ix_agents_company", "company_id", "id"),
    )
    versions = sa.Table(
        "agent_versions",
        metadata,
        sa.Column("agent_id", Id(), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("content", Json(), nullable=False),
        sa.Column("note", LongText(), nullable=False),
        sa.Column("saved_by", Id(), nullable=False),
        sa.Column("saved_at", UtcTime(), nullable=False),
    )
    return agents, versions


agents, agent_versions = define(sa.MetaData())
