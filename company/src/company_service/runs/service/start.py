"""Starting and cancelling runs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from company_service.deps import Deps
from company_service.engine.again import Again
from company_service.engine.facade import NewRun
from company_service.files import service as files
from company_service.live import say_work
from company_service.runs import repo, rules
from company_service.runs.problems import FileMissing, RunEndedAlready
from company_service.runs.schemas import RunStarted, RunView, StartBody
from company_service.runs.service import control, read
from company_service.runs.service.follow import wait_for_end
from company_service.workflows import service as workflows
from contracts import ids
from kernel.db import Database
from kernel.identity import Principal
from kernel.problems import FieldError


async def start(
    workflow_id: str, body: StartBody, key: str | None, wait: int, *, by: Principal, deps: Deps
) -> RunStarted | RunView:
    """Start a run of the live version, or of the one that is named; the same `key` again answers the same run."""
    live = await workflows.live(workflow_id, by=by, deps=deps, pinned=body.version)
    run_id = await id_for(workflow_id, key, by=by, deps=deps)
    return await begin(run_id, workflow_id, live, Begun(body.input), wait, by=by, deps=deps)


@dataclass(frozen=True)
class Begun:
    """What a run is begun with."""

    input: Any
    trigger: str = "manual"
    again: Again | None = None


async def begin(
    run_id: str, workflow_id: str, live: workflows.Live, begun: Begun, wait: int, *, by: Principal, deps: Deps
) -> RunStarted | RunView:
    """Start a run by hand, and wait for its end for so many seconds."""
    agent = await deps.agents.get(live.agent_id, by)
    rules.check_agent(agent)
    await control.follow_agent(agent, by=by, deps=deps)
    await check_files(live.graph.get("input"), begun.input, by=by, deps=deps)
    run = NewRun(
        id=run_id,
        company_id=by.company_id,
        workflow_id=workflow_id,
        workflow_name=live.name,
        version=live.version,
        agent_id=live.agent_id,
        graph=live.graph,
        input=begun.input,
        trigger=begun.trigger,
        started_by=by.user_id,
        trigger_id=by.key_id,
        again=begun.again,
    )
    started = await deps.engine.start(run)
    await say_work(deps.bus, run_id)
    if wait and await wait_for_end(run_id, wait, by=by, deps=deps):
        return await read.get(run_id, by=by, deps=deps)
    return RunStarted.model_validate({"id": run_id, "status": started.status})


async def check_files(schema: Any, value: Any, *, by: Principal, deps: Deps) -> None:
    """Raises `FileMissing` when the input names files that the company does not have."""
    named = list(rules.file_ids(schema, value))
    missing = await files.missing({file_id for _, file_id in named}, by=by, deps=deps)
    message = "Your company has no such file. Upload it first, then use the id you get."
    errors = [FieldError(pointer, message) for pointer, file_id in named if file_id in missing]
    if errors:
        raise FileMissing(message, errors=errors)


async def id_for(subject: str, key: str | None, *, by: Principal, deps: Deps) -> str:
    """The id of a run to start: with a key, that of the run which somebody began with it for this subject, if any."""
    fresh = deps.new_id(ids.RUN)
    if key is None:
        return fresh
    row = {
        "company_id": by.company_id,
        "key": rules.start_key(by.user_id or by.service or "", subject, key),
        "run_id": fresh,
        "created_at": deps.clock(),
    }
    async with deps.db.begin() as tx:
        return await repo.claim_start(tx, row)


async def claim_all(db: Database, rows: Sequence[Mapping[str, Any]]) -> Sequence[str]:
    """Which run each key began: those of these rows, or earlier ones."""
    async with db.begin() as tx:
        return await repo.claim_starts(tx, rows)


async def cancel(run_id: str, *, by: Principal, deps: Deps) -> RunView:
    """Ask a run to stop. Raises `RunEndedAlready`."""
    async with deps.db.read() as tx:
        row = await read.find(tx, by.company_id, run_id)
    if row["status"] in rules.ENDED:
        raise RunEndedAlready(f"It has {row['status'].replace('cancelled', 'been cancelled')}.")
    await deps.engine.cancel(by.company_id, run_id, by=by.user_id)
    await say_work(deps.bus, run_id)
    await wait_for_end(run_id, 2.0, by=by, deps=deps)
    return await read.get(run_id, by=by, deps=deps)
