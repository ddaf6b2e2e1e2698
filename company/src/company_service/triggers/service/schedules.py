"""Schedules that are due. A firing's run has an id made from the trigger and the moment, so that any number of
processes may look at the same time, and one that dies halfway leaves nothing undone and nothing done twice.
"""

from datetime import UTC, datetime
from typing import Any, cast

from company_service.deps import Deps
from company_service.engine import identity
from company_service.triggers import repo
from company_service.triggers.rules import schedules
from company_service.triggers.schemas import Schedule
from company_service.triggers.service import known
from company_service.triggers.service.start import start
from company_service.workflows.problems import WorkflowNotFound
from kernel.db import Row
from kernel.jobs import attempt
from kernel.problems import Problem

_BATCH = 100


async def fire_due(deps: Deps) -> None:
    """Fire what is due, until nothing is."""
    while True:
        now = deps.clock()
        async with deps.db.read() as tx:
            rows = await repo.due(tx, now, _BATCH)
        # One schedule that cannot be fired just now must not keep the others from it.
        done = [await attempt("schedule", _fire(row, now, deps), trigger_id=row["id"]) for row in rows]
        if not any(done) or not rows:
            return


async def _fire(row: Row, now: datetime, deps: Deps) -> None:
    ready = await known.ready(row, deps)
    settings = cast("Schedule", ready.settings)
    due = schedules.due(settings.cron, settings.timezone, settings.misfire, row["next_fire_at"], now)
    for at in due.fire:
        try:
            await start(ready, run_id(ready.id, at), moment(settings, at), {}, deps=deps)
        except Problem as problem:
            if known.is_passing(problem):
                raise
    gone = isinstance(ready.refusal, WorkflowNotFound)
    async with deps.db.begin() as tx:
        await repo.seen_to(tx, ready.company_id, ready.id, row["next_fire_at"], None if gone else due.next)


def run_id(trigger_id: str, at: datetime) -> str:
    """The run of a firing."""
    return identity.run_id(at, trigger_id, at.astimezone(UTC).isoformat())


def moment(settings: Schedule, at: datetime) -> dict[str, Any]:
    """What a firing is: its moment, and the same on the clock of the schedule's place."""
    local = at.astimezone(schedules.zone(settings.timezone))
    return {
        "due": at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "local": local.isoformat(),
        "date": local.date().isoformat(),
        "timezone": settings.timezone,
    }
