"""When a finished run may go, and what is counted of it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from company_service.engine.steps import TEST

SETTING = "keep_runs_days"
"""The name among a company's settings."""
DEFAULT_DAYS = 90
LEAST = timedelta(days=3)
"""So long every run is kept: it is what a repeated request or delivery is recognised by (`runs.jobs`, triggers)."""


def days_of(settings: Mapping[str, Any]) -> int | None:
    """For how many days a company keeps its runs; None: for ever."""
    return settings.get(SETTING, DEFAULT_DAYS)


def ended_before(days: int, now: datetime) -> datetime:
    """Runs that ended before this moment may go."""
    return now - max(timedelta(days=days), LEAST)


Key = tuple[str, str, str, str]


def totals(rows: Iterable[Mapping[str, Any]]) -> Sequence[tuple[Key, Mapping[str, float]]]:
    """What these runs add to the totals, by day, workflow, agent and status, in the order of these.

    Test runs are not counted, as they are not in any figures.
    """
    found: dict[Key, dict[str, float]] = {}
    for row in rows:
        if row["trigger"] == TEST:
            continue
        ended: datetime = row["ended_at"]
        key = (ended.astimezone(UTC).date().isoformat(), row["workflow_id"], row["agent_id"] or "", row["status"])
        total = found.setdefault(key, {"runs": 0, "cost": 0.0, "seconds": 0.0})
        total["runs"] += 1
        total["cost"] += row["cost"]
        total["seconds"] += (ended - (row["started_at"] or ended)).total_seconds()
    return sorted(found.items())
