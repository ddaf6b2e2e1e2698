"""Holding runs back and taking them away: pauses, limits, purging a queue, cancelling many."""

from collections.abc import Sequence
from dataclasses import replace

from company_service.deps import Deps
from company_service.engine import controls
from company_service.engine.controls import Limit, Scope
from company_service.grants import service as grants
from company_service.live import say_work
from company_service.runs import repo, rules
from company_service.runs.schemas import Asked, CancelBody, LimitsBody, PauseView, WorkflowControl
from company_service.workflows import service as workflows
from contracts.agents import AgentSummary
from kernel.db import Tx
from kernel.identity import Principal
from kernel.paging import Page

_BATCH = 500
_MOST = 10_000


async def pause(scope: Scope, target: str, reason: str, *, by: Principal, deps: Deps) -> None:
    """Hold back everything of the company, of a workflow or of an agent; once more changes nothing."""
    row = {
        "company_id": by.company_id, "scope": scope, "target": target, "reason": reason,
        "by": by.user_id, "at": deps.clock(),
    }  # fmt: skip
    async with deps.db.begin() as tx:
        await controls.pause(tx, row)
    await _heed(deps)


async def resume(scope: Scope, target: str, *, by: Principal, deps: Deps) -> None:
    """End a pause, if there is one."""
    async with deps.db.begin() as tx:
        await controls.resume(tx, by.company_id, scope, target)
    await _heed(deps)


async def follow_agent(agent: AgentSummary, *, by: Principal, deps: Deps) -> None:
    """Hold the agent's runs back while it is paused, also when the news of it is still on the way."""
    is_held = (by.company_id, "agent", agent.id) in deps.engine.standing.pauses
    if agent.status == "paused" and not is_held:
        await pause("agent", agent.id, "", by=by, deps=deps)
    elif agent.status != "paused" and is_held:
        await resume("agent", agent.id, by=by, deps=deps)


async def pause_company(reason: str, *, by: Principal, deps: Deps) -> Page[PauseView]:
    """Hold back everything of the company."""
    await pause("company", "", reason, by=by, deps=deps)
    return await pauses(by=by, deps=deps)


async def resume_company(*, by: Principal, deps: Deps) -> Page[PauseView]:
    """Let the company go on."""
    await resume("company", "", by=by, deps=deps)
    return await pauses(by=by, deps=deps)


async def pauses(*, by: Principal, deps: Deps) -> Page[PauseView]:
    """What the company is held back by, oldest first."""
    async with deps.db.read() as tx:
        rows = await controls.pauses(tx, by.company_id)
    items = [PauseView(**{name: row[name] for name in PauseView.model_fields}) for row in rows]
    return Page(items=items, next=None)


async def pause_workflow(workflow_id: str, reason: str, *, by: Principal, deps: Deps) -> WorkflowControl:
    """Hold back the runs of a workflow."""
    await workflows.check(workflow_id, by=by, deps=deps)
    await pause("workflow", workflow_id, reason, by=by, deps=deps)
    return await control(workflow_id, by=by, deps=deps)


async def resume_workflow(workflow_id: str, *, by: Principal, deps: Deps) -> WorkflowControl:
    """Let the runs of a workflow go on."""
    await workflows.check(workflow_id, by=by, deps=deps)
    await resume("workflow", workflow_id, by=by, deps=deps)
    return await control(workflow_id, by=by, deps=deps)


async def limit(workflow_id: str, body: LimitsBody, *, by: Principal, deps: Deps) -> WorkflowControl:
    """Say how many runs of a workflow may be at work at once, and begin within a minute."""
    await workflows.check(workflow_id, by=by, deps=deps)
    async with deps.db.begin() as tx:
        wanted = Limit(body.max_running, body.max_starts_per_minute)
        await controls.set_limit(tx, by.company_id, workflow_id, wanted)
    await _heed(deps)
    return await control(workflow_id, by=by, deps=deps)


async def control(workflow_id: str, *, by: Principal, deps: Deps) -> WorkflowControl:
    """What holds a workflow's runs back, and how many wait and work."""
    await workflows.check(workflow_id, by=by, deps=deps)
    async with deps.db.read() as tx:
        paused = await controls.pauses(tx, by.company_id)
        limits = await controls.limit_of(tx, by.company_id, workflow_id)
        counts = await repo.counts(tx, by.company_id, workflow_id)
    own = next((row for row in paused if row["scope"] == "workflow" and row["target"] == workflow_id), None)
    return WorkflowControl(
        paused=own is not None,
        reason=own["reason"] if own else None,
        paused_by=own["by"] if own else None,
        paused_at=own["at"] if own else None,
        max_running=limits.max_running,
        max_starts_per_minute=limits.max_starts_per_minute,
        queued=counts.get("queued", 0),
        running=counts.get("running", 0),
        waiting=counts.get("waiting", 0),
    )


async def purge(workflow_id: str, *, by: Principal, deps: Deps) -> Asked:
    """Cancel every run of a workflow that has not begun; says how many."""
    await workflows.check(workflow_id, by=by, deps=deps)
    return await _cancel(repo.Filter(("queued",), workflow_id), unowned=True, by=by, deps=deps)


async def cancel(body: CancelBody, *, by: Principal, deps: Deps) -> Asked:
    """Ask many runs to stop: the named ones, or those of a workflow, an agent or a status; says how many."""
    if body.ids is not None:
        async with deps.db.begin() as tx:
            hidden = await grants.hidden(tx, by, "operate")
            found = await repo.open_ones(tx, by.company_id, sorted(set(body.ids)), hidden)
            await _ask(tx, found, by=by, deps=deps)
        await say_work(deps.bus, "")
        return Asked(cancelled=len(found), more=False)
    rules.check_choice(body)
    wanted = repo.Filter((body.status,) if body.status else (), body.workflow_id, body.agent_id)
    return await _cancel(wanted, unowned=False, by=by, deps=deps)


async def cancel_all(*, by: Principal, deps: Deps) -> Asked:
    """Ask every run of the company to stop."""
    return await _cancel(repo.Filter(), unowned=False, by=by, deps=deps)


async def _cancel(wanted: repo.Filter, *, unowned: bool, by: Principal, deps: Deps) -> Asked:
    count, after = 0, ""
    async with deps.db.read() as tx:
        wanted = replace(wanted, hidden=tuple(await grants.hidden(tx, by, "operate")))
    while count < _MOST:
        async with deps.db.begin() as tx:
            found = await repo.to_cancel(tx, by.company_id, wanted, after, _BATCH, unowned=unowned)
            await _ask(tx, found, by=by, deps=deps)
        count += len(found)
        if len(found) < _BATCH:
            break
        after = found[-1]
    await say_work(deps.bus, "")
    return Asked(cancelled=count, more=count >= _MOST)


async def _ask(tx: Tx, run_ids: Sequence[str], *, by: Principal, deps: Deps) -> None:
    for run_id in run_ids:
        await deps.engine.ask_to_stop(tx, by.company_id, run_id, by=by.user_id)


async def _heed(deps: Deps) -> None:
    await deps.engine.controls_changed()
    await say_work(deps.bus, "")
