"""Filling a company with the sample contents, once."""

import asyncio
from typing import cast

from company_service.demo import repo, rules
from company_service.demo.schemas import DemoFile, DemoView
from company_service.deps import Deps
from company_service.files import service as files
from company_service.workflows import service as workflows
from company_service.workflows.problems import WorkflowNotFound
from company_service.workflows.schemas import CreateBody, WorkflowDetail
from contracts import ids
from contracts.agents import AgentSummary
from kernel.db import Row
from kernel.identity import Principal


async def fill(*, by: Principal, deps: Deps) -> DemoView:
    """The sample agent with its published workflow and its invoices; what is there already is not made again."""
    samples = await asyncio.to_thread(deps.sample_files)
    plan = await _plan([sample.name for sample in samples], by=by, deps=deps)
    agent = await deps.agents.create(rules.AGENT, by, key=rules.AGENT_KEY)
    for sample in samples:
        if file_id := plan["files"].get(sample.name):
            await files.store(file_id, sample.name, "application/pdf", sample.data, by=by, deps=deps)
    workflow = await _workflow(plan["workflow_id"], agent, by=by, deps=deps)
    if workflow.live_version is None:
        await workflows.publish(workflow.id, rules.NOTE, by=by, deps=deps)
    shown = [DemoFile(id=file_id, name=name) for name, file_id in plan["files"].items()]
    return DemoView(agent_id=agent.id, workflow_id=workflow.id, files=shown)


async def _plan(names: list[str], *, by: Principal, deps: Deps) -> Row:
    """Which ids the sample contents have, or are going to have."""
    row = {
        "company_id": by.company_id,
        "workflow_id": deps.new_id(ids.WORKFLOW),
        "files": {name: deps.new_id(ids.FILE) for name in names},
        "created_at": deps.clock(),
    }
    async with deps.db.begin() as tx:
        return cast("Row", await repo.claim(tx, row))


async def _workflow(workflow_id: str, agent: AgentSummary, *, by: Principal, deps: Deps) -> WorkflowDetail:
    body = CreateBody(
        name=rules.WORKFLOW_NAME, description=rules.WORKFLOW_DESCRIPTION, agent_id=agent.id, graph=rules.GRAPH
    )
    try:
        return await workflows.insert(workflow_id, body, by=by, deps=deps)
    except WorkflowNotFound:
        # It was made once, and somebody deleted it.
        fresh = deps.new_id(ids.WORKFLOW)
        async with deps.db.begin() as tx:
            await repo.choose_workflow(tx, by.company_id, fresh)
        return await workflows.insert(fresh, body, by=by, deps=deps)
