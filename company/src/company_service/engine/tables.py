"""The engine's tables. `journal` is the truth; `runs` and `step_runs` are its projections, written in the same commit.

`define` adds the tables to a service's metadata. Identifiers sort by time, so the newest runs of a company are the last
of its primary keys. A finished run has no owner and costs nothing but its rows.
"""

import sqlalchemy as sa

from kernel.db import Id, Json, LongText, ShortText, UtcTime

STEP_KEY = 200
"""Characters of a step's key: the path of loops it stands in, and its id (`each[2]/send`)."""


def define(metadata: sa.MetaData) -> None:
    """Add the engine's tables."""
    _define_truth(metadata)
    _define_projections(metadata)
    _define_waiting(metadata)
    _define_controls(metadata)
    # across companies: a worker process serves every company
    sa.Table(
        "engine_workers",
        metadata,
        sa.Column("id", ShortText(80), primary_key=True),
        sa.Column("started_at", UtcTime(), nullable=False),
        sa.Column("lease_until", UtcTime(), nullable=False),
    )


def _define_truth(metadata: sa.MetaData) -> None:
    sa.Table(
        "journal",
        metadata,
        sa.Column("run_id", Id(), primary_key=True),
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("kind", ShortText(32), nullable=False),
        sa.Column("step", ShortText(STEP_KEY), nullable=True),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("facts", Json(), nullable=False),
        sa.Column("value", LongText(), nullable=True),  # JSON text, when it is small
        sa.Column("value_ref", ShortText(64), nullable=True),  # else its place in the payload store
        sa.Column("at", UtcTime(), nullable=False),
    )
    sa.Table(
        "run_graphs",  # the graph a run was started with, kept for as long as the run, and some time longer
        metadata,
        sa.Column("company_id", Id(), primary_key=True),
        sa.Column("hash", ShortText(64), primary_key=True),
        sa.Column("graph", Json(), nullable=False),
        sa.Column("used_at", UtcTime(), nullable=True),  # the last start with it, give or take an hour; none: not known
        sa.Index("run_graphs_by_use", "company_id", "used_at"),
    )
    sa.Table(
        "run_remains",  # runs that are deleted, of which the journal and other rows are still there
        metadata,
        sa.Column("company_id", Id(), primary_key=True),
        sa.Column("run_id", Id(), primary_key=True),
        sa.Column("payloads", sa.Boolean, nullable=False),  # something of it is in the payload store
    )


def _define_projections(metadata: sa.MetaData) -> None:
    sa.Table(
        "runs",
        metadata,
        sa.Column("id", Id(), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("workflow_id", Id(), nullable=False),
        sa.Column("workflow_name", ShortText(200), nullable=False),
        sa.Column("agent_id", Id(), nullable=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("graph_hash", ShortText(64), nullable=False),
        sa.Column("machine_version", sa.Integer, nullable=False),
        sa.Column("trigger", ShortText(40), nullable=False),
        sa.Column("started_by", ShortText(80), nullable=True),
        sa.Column("trigger_id", Id(), nullable=True),
        sa.Column("depth", sa.Integer, nullable=True),  # how many runs led to this one, each by the one before; none: 0
        sa.Column("parent_run_id", Id(), nullable=True),  # the run that waits for this one, and
        sa.Column("parent_step", ShortText(STEP_KEY), nullable=True),  # which step of it
        sa.Column("origin_run_id", Id(), nullable=True),  # the run whose answers this one was begun with
        sa.Column("status", ShortText(20), nullable=False),
        sa.Column("input", LongText(), nullable=True),  # JSON text; the payload store has it when it is large
        sa.Column("input_ref", ShortText(64), nullable=True),
        sa.Column("output", LongText(), nullable=True),
        sa.Column("output_ref", ShortText(64), nullable=True),
        sa.Column("error", Json(), nullable=True),
        sa.Column("cost", sa.Double, nullable=False),
        sa.Column("waiting_for", Json(), nullable=True),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("started_at", UtcTime(), nullable=True),
        sa.Column("ended_at", UtcTime(), nullable=True),
        sa.Column("changed_seq", sa.Integer, nullable=False),
        # Who executes it. Not a projection: whoever raises `fence` owns the run, and older owners can write nothing.
        sa.Column("owner", ShortText(80), nullable=True),
        sa.Column("fence", sa.Integer, nullable=False),
        sa.Index("runs_of_company", "company_id", "id"),
        sa.Index("runs_by_status", "company_id", "status", "id"),
        sa.Index("runs_of_workflow", "company_id", "workflow_id", "id"),
        sa.Index("runs_of_agent", "company_id", "agent_id", "id"),
        sa.Index("runs_of_parent", "parent_run_id"),
        sa.Index("runs_of_origin", "origin_run_id"),
        sa.Index("runs_by_turn", "owner", "status", "company_id", "workflow_id", "id"),
    )
    sa.Table(
        "step_runs",
        metadata,
        sa.Column("run_id", Id(), primary_key=True),
        sa.Column("step", ShortText(STEP_KEY), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("name", ShortText(200), nullable=False),
        sa.Column("type", ShortText(80), nullable=False),
        sa.Column("container", ShortText(STEP_KEY), nullable=True),  # the key of the loop it stands in, and
        sa.Column("iteration", sa.Integer, nullable=True),  # which round of it
        sa.Column("status", ShortText(20), nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("port", ShortText(100), nullable=True),
        sa.Column("cost", sa.Double, nullable=False),
        sa.Column("reused_from", Id(), nullable=True),  # the run that had this answer
        sa.Column("error", Json(), nullable=True),
        sa.Column("answered_by", Json(), nullable=True),
        sa.Column("waiting_for", Json(), nullable=True),
        sa.Column("started_at", UtcTime(), nullable=True),
        sa.Column("ended_at", UtcTime(), nullable=True),
        sa.Column("input_seq", sa.Integer, nullable=True),  # the journal entry whose value is the input
        sa.Column("output_seq", sa.Integer, nullable=True),  # … the output, or what it waits for
        sa.Column("changed_seq", sa.Integer, nullable=False),
    )


def _define_waiting(metadata: sa.MetaData) -> None:
    sa.Table(
        "run_timers",
        metadata,
        sa.Column("run_id", Id(), primary_key=True),
        sa.Column("step", ShortText(STEP_KEY), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("due_at", UtcTime(), nullable=False, index=True),
    )
    sa.Table(
        "run_inbox",  # what somebody has to say to a run; the first with a name is the one that counts
        metadata,
        sa.Column("run_id", Id(), primary_key=True),
        sa.Column("name", ShortText(STEP_KEY + 20), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
        sa.Column("step", ShortText(STEP_KEY), nullable=True),  # none: to the run, to cancel it
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("payload", Json(), nullable=True),
        sa.Column("by", ShortText(80), nullable=True),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("taken", sa.Boolean, nullable=False),
        sa.Index("inbox_to_take", "taken", "run_id"),
    )
    sa.Table(
        "run_ends",  # runs that ended: a queue for whoever goes on from there, written in the commit that ends them
        metadata,
        sa.Column("run_id", Id(), primary_key=True),
        sa.Column("company_id", Id(), nullable=False),
    )


def _define_controls(metadata: sa.MetaData) -> None:
    sa.Table(
        "run_pauses",
        metadata,
        sa.Column("company_id", Id(), primary_key=True),  # none ("") in the operator's pause of everything
        sa.Column("scope", ShortText(20), primary_key=True),
        sa.Column("target", Id(), primary_key=True),
        sa.Column("reason", ShortText(500), nullable=False),
        sa.Column("by", ShortText(80), nullable=True),
        sa.Column("at", UtcTime(), nullable=False),
    )
    sa.Table(
        "run_limits",
        metadata,
        sa.Column("company_id", Id(), primary_key=True),
        sa.Column("workflow_id", Id(), primary_key=True),
        sa.Column("max_running", sa.Integer, nullable=True),
        sa.Column("max_starts_per_minute", sa.Integer, nullable=True),
        sa.Column("recent", Json(), nullable=False),  # when runs began within the last minute, in seconds
    )


_metadata = sa.MetaData()
define(_metadata)
journal = _metadata.tables["journal"]
run_graphs = _metadata.tables["run_graphs"]
run_remains = _metadata.tables["run_remains"]
runs = _metadata.tables["runs"]
step_runs = _metadata.tables["step_runs"]
run_timers = _metadata.tables["run_timers"]
run_inbox = _metadata.tables["run_inbox"]
run_ends = _metadata.tables["run_ends"]
run_pauses = _metadata.tables["run_pauses"]
run_limits = _metadata.tables["run_limits"]
engine_workers = _metadata.tables["engine_workers"]
