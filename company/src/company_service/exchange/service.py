"""What can be done with workflows as text."""

import asyncio

from company_service.deps import Deps
from company_service.exchange import rules
from company_service.exchange.schemas import Exported, Format, ImportBody, WorkflowRead
from company_service.workflows import service as workflows
from company_service.workflows.rules import check_draft, findings
from company_service.workflows.schemas import CreateBody, WorkflowDetail
from kernel.identity import Principal


async def export(workflow_id: str, form: Format, version: int | None, *, by: Principal, deps: Deps) -> Exported:
    """The draft, or a version, as text."""
    stored = await workflows.get(workflow_id, by=by, deps=deps)
    graph = stored.draft.graph
    if version is not None:
        graph = (await workflows.version(workflow_id, version, by=by, deps=deps)).graph
    return await asyncio.to_thread(rules.exported, stored.name, stored.description, graph, form)


async def preview(text: str, *, deps: Deps) -> WorkflowRead:
    """What a text says and what is wrong with it. Raises `ImportRefused` when it is no workflow."""
    return await asyncio.to_thread(_preview, text, deps)


def _preview(text: str, deps: Deps) -> WorkflowRead:
    found = rules.read_text(text)
    check_draft(found.graph)
    return WorkflowRead(
        name=found.content.name,
        description=found.content.description,
        graph=found.graph,
        left_out=found.content.left_out,
        problems=rules.with_lines(findings(found.content.graph, deps.step_types), found.document),
    )


async def take(body: ImportBody, *, by: Principal, deps: Deps) -> WorkflowDetail:
    """Make a workflow, as a draft, of a text. Raises `ImportRefused` when it is none."""
    found = await asyncio.to_thread(rules.read_text, body.text)
    name = body.name or found.content.name
    made = CreateBody(name=name, description=found.content.description, agent_id=body.agent_id, graph=found.graph)
    return await workflows.create(made, by=by, deps=deps)
