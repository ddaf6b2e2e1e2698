"""How agents are shown, to whom they are shared with."""

from collections.abc import Sequence
from datetime import datetime

from agents_service.agents import problems, repo
from agents_service.agents.schemas import AgentVersionView, AgentView
from agents_service.grants import service as grants
from agents_service.grants.problems import NotShared
from agents_service.metrics import service as metrics
from agents_service.metrics.rules import goals
from agents_service.metrics.rules.figures import view as metrics_view
from agents_service.metrics.rules.health import AgentPause, health
from agents_service.metrics.service import Standing
from contracts.access import Level, suffices
from contracts.agents import AgentInput, AgentSummary
from kernel.db import Row, Tx
from kernel.identity import Principal


async def found(tx: Tx, agent_id: str, by: Principal, wanted: Level = "read") -> Row:
    """An agent that is shared with whoever asks. Raises `AgentNotFound`, `NotShared`."""
    row = await repo.get(tx, by.company_id, agent_id)
    level = await grants.level(tx, agent_id, by)
    if row is None or level is None:
        raise problems.AgentNotFound("Look it up in the list of agents.")
    if not suffices(level, wanted):
        raise NotShared("Ask whoever may change it to share it with you for more.")
    return row


async def one(tx: Tx, agent_id: str, by: Principal, now: datetime) -> AgentView:
    """One agent with its figures."""
    return (await several(tx, [await found(tx, agent_id, by)], by, now))[0]


async def several(tx: Tx, rows: Sequence[Row], by: Principal, now: datetime) -> list[AgentView]:
    """Agents with their figures."""
    standings = await metrics.standings(tx, by.company_id, [row["id"] for row in rows], now)
    return [_shape(row, standings[row["id"]], now) for row in rows]


def _shape(row: Row, standing: Standing, now: datetime) -> AgentView:
    agent = AgentInput.model_validate(row["content"])
    pause = pause_of(row)
    totals = standing.totals
    return AgentView(
        **dict(agent),
        id=row["id"],
        status=row["status"],
        owner_id=row["owner_id"],
        version=row["version"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        metrics=metrics_view(totals, agent.minutes_saved_per_run),
        health=health(
            agent,
            row["status"],
            pause,
            recent=(totals["recent"] or "") if totals else "",
            spent=standing.spent,
            waiting=totals["waiting"] if totals else 0,
            goals=goals.progress(agent, standing.recent, new=goals.is_new(row["created_at"], now)),
        ),
        pause=pause,
        spent_this_month=round(standing.spent, 6),
    )


def pause_of(row: Row) -> AgentPause | None:
    """Why an agent is paused, where it is and that is known."""
    return AgentPause.model_validate(row["pause"]) if row["pause"] and row["status"] == "paused" else None


def summary(row: Row) -> AgentSummary:
    """What other services need to know of an agent."""
    return AgentSummary(id=row["id"], name=row["name"], status=row["status"], version=row["version"])


def version(row: Row) -> AgentVersionView:
    """How an agent was."""
    return AgentVersionView(
        version=row["version"],
        agent=AgentInput.model_validate(row["content"]),
        note=row["note"],
        saved_by=row["saved_by"],
        saved_at=row["saved_at"],
    )
