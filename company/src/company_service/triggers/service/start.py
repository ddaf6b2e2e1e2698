"""Starting the run of a trigger, and keeping what is shown of its last firing."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from company_service.deps import Deps
from company_service.engine.facade import NewRun, Started
from company_service.live import say_work
from company_service.runs.service.start import check_files
from company_service.triggers import repo
from company_service.triggers.rules import checks
from company_service.triggers.service.known import Ready, acting_for
from kernel.problems import Problem

_BATCH = 500


async def start(ready: Ready, run_id: str, came_in: Any, natural: Any, *, deps: Deps, depth: int = 0) -> Started:
    """Start a run (conditionally: its id may be that of an earlier one). Raises what is wrong, having noted it."""
    try:
        live = ready.version()
        given = checks.run_input(ready.template, came_in, natural)
        await check_files(live.graph.get("input"), given, by=acting_for(ready.company_id), deps=deps)
        run = NewRun(
            id=run_id,
            company_id=ready.company_id,
            workflow_id=ready.row["workflow_id"],
            workflow_name=live.name,
            version=live.version,
            agent_id=live.agent_id,
            graph=live.graph,
            input=given,
            trigger=ready.row["kind"],
            trigger_id=ready.id,
            depth=depth,
        )
        started = await deps.engine.start(run)
    except Problem as problem:
        deps.firing.failed(ready.company_id, ready.id, as_noted(problem, deps))
        raise
    if started.new:
        deps.firing.began(ready.company_id, ready.id, started.id, deps.clock())
        await say_work(deps.bus, started.id)
    return started


def as_noted(problem: Problem, deps: Deps) -> Mapping[str, Any]:
    """A problem as it is shown with the trigger."""
    where = "; ".join(f"{error.pointer}: {error.message}" for error in problem.errors[:5])
    detail = " ".join(filter(None, [problem.detail, where]))
    return {"at": deps.clock().isoformat(), "title": problem.title, "detail": detail[:1_000]}


async def flush(deps: Deps) -> None:
    """Write down how often triggers fired since the last time."""
    keys = sorted(deps.firing.fired)
    for begin in range(0, len(keys), _BATCH):
        notes = {key: replace(deps.firing.fired[key]) for key in keys[begin : begin + _BATCH]}
        async with deps.db.begin() as tx:
            for (company_id, trigger_id), note in notes.items():
                values: dict[str, Any] = {"problem": note.problem}
                if note.at is not None:
                    values |= {"last_fired_at": note.at, "last_run_id": note.run_id}
                await repo.note(tx, company_id, trigger_id, note.count, values)
        deps.firing.written(notes)
