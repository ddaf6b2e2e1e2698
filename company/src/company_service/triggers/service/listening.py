"""Triggers that listen: to events, and to the ends of runs. Each is heard at least once and starts one run: its id is
made from the trigger and what was heard.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from company_service.deps import Deps
from company_service.engine import identity
from company_service.engine.facade import MAX_CHAIN
from company_service.events.service import shown
from company_service.runs.service.read import value_of
from company_service.triggers import repo
from company_service.triggers.problems import ChainTooLong
from company_service.triggers.rules import checks
from company_service.triggers.schemas import OnEvent, OnWorkflowEnd
from company_service.triggers.service import known
from company_service.triggers.service.known import Ready
from company_service.triggers.service.start import as_noted, start
from kernel.db import Row
from kernel.problems import Problem

_EVENT, _END = "event", "workflow_end"


@dataclass(frozen=True, slots=True)
class _Heard:
    """What was heard: when, the id of it, all of it, and what a run gets of it when the trigger does not say."""

    at: datetime
    cause: str
    came_in: Any
    natural: Any
    depth: int


async def hear_event(event: Row, deps: Deps) -> None:
    """Start what is to start on this event."""
    company_id: str = event["company_id"]
    for ready in await _listening(company_id, _EVENT, event["name"], deps):
        came_in = shown(event)
        heard = _Heard(event["created_at"], event["id"], came_in, came_in["data"] or {}, 0)
        await _begin(ready, heard, cast("OnEvent", ready.settings).filter, deps)


async def hear_end(company_id: str, run_id: str, workflow_id: str, deps: Deps) -> None:
    """Start what is to start when a run of this workflow ends."""
    triggers = await _listening(company_id, _END, workflow_id, deps)
    if not triggers:
        return
    async with deps.db.read() as tx:
        run = await repo.run_of(tx, company_id, run_id)
    if run is None:
        return
    came_in = await _end_of(run, company_id, deps)
    heard = _Heard(run["ended_at"], run_id, came_in, came_in, (run["depth"] or 0) + 1)
    for ready in triggers:
        if cast("OnWorkflowEnd", ready.settings).on in {"any", run["status"]}:
            await _begin(ready, heard, "", deps)


async def _listening(company_id: str, kind: str, subject: str, deps: Deps) -> list[Ready]:
    """The triggers that listen to this. Most is listened to by nobody: what there is is known for a second."""

    async def look() -> frozenset[str]:
        async with deps.db.read() as tx:
            return await repo.subjects(tx, company_id, kind)

    if subject not in await deps.firing.lookups.get(("subjects", company_id, kind), look):
        return []
    async with deps.db.read() as tx:
        rows = await repo.listening(tx, company_id, kind, subject)
    return [await known.ready(row, deps) for row in rows]


async def _begin(ready: Ready, heard: _Heard, only_if: str, deps: Deps) -> None:
    try:
        if not checks.passes(only_if, heard.came_in):
            return
        if heard.depth > MAX_CHAIN:
            raise ChainTooLong(
                f"{MAX_CHAIN} runs started one another by their ends, so this one was not started. "
                "Look whether these workflows go round in circles."
            )
        run_id = identity.run_id(heard.at, ready.id, heard.cause)
        await start(ready, run_id, heard.came_in, heard.natural, deps=deps, depth=heard.depth)
    except Problem as problem:
        if known.is_passing(problem):
            raise  # heard again in a moment
        deps.firing.failed(ready.company_id, ready.id, as_noted(problem, deps))


async def _end_of(run: Row, company_id: str, deps: Deps) -> dict[str, Any]:
    """The end of a run, as the next one gets it."""
    ended_at: datetime = run["ended_at"]
    output = {"value": run["output"], "value_ref": run["output_ref"]}
    return {
        "run_id": run["id"],
        "workflow_id": run["workflow_id"],
        "workflow_name": run["workflow_name"],
        "status": run["status"],
        "output": await value_of(output, (company_id, run["id"]), deps),
        "error": run["error"],
        "ended_at": ended_at.isoformat().replace("+00:00", "Z"),
    }
