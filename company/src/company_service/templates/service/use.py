"""Looking at templates, making a workflow of one, trying it on its sample."""

import asyncio
from typing import Any

from company_service.deps import Deps
from company_service.files import service as files
from company_service.gallery.catalogue import BY_KEY, TEMPLATES
from company_service.gallery.template import Attached, Language, Template, in_language
from company_service.runs.schemas import DraftRunBody
from company_service.runs.service import again
from company_service.templates import rules
from company_service.templates.problems import TemplateNotFound
from company_service.templates.schemas import (
    UseTemplateBody,
    WorkflowTemplateDetail,
    WorkflowTemplateUsed,
    WorkflowTemplateView,
)
from company_service.workflows import service as workflows
from company_service.workflows.schemas import CreateBody
from contracts import ids
from contracts.agents import AgentSummary
from kernel.identity import Principal
from kernel.paging import Page


async def list_all(language: Language) -> Page[WorkflowTemplateView]:
    """Every template, in one language."""
    return Page(items=[rules.view(each, language) for each in TEMPLATES], next=None)


async def get(key: str, language: Language) -> WorkflowTemplateDetail:
    """One template. Raises `TemplateNotFound`."""
    return rules.detail(_template(key), language)


async def use(key: str, body: UseTemplateBody, *, by: Principal, deps: Deps) -> WorkflowTemplateUsed:
    """Make a draft of a template; with `run`, try it on the sample, taking the unchanged draft of an earlier try."""
    template = _template(key)
    agent = await _agent(template, body, by=by, deps=deps)
    graph = rules.graph_of(template, body.language)
    wanted = CreateBody(
        name=in_language(template.name, body.language),
        description=in_language(template.promise, body.language),
        agent_id=agent.id,
        graph=graph,
    )
    known = await workflows.untouched(agent.id, graph, by=by, deps=deps) if body.run else None
    workflow_id = known or (await workflows.create(wanted, by=by, deps=deps)).id
    run_id = await _try(template, workflow_id, by=by, deps=deps) if body.run else None
    return WorkflowTemplateUsed(
        workflow_id=workflow_id, agent_id=agent.id, run_id=run_id, status="taken" if known else "created"
    )


def _template(key: str) -> Template:
    found = BY_KEY.get(key)
    if found is None:
        raise TemplateNotFound(f"Nothing in the gallery is called {key[:60]!r}. Choose one from the list.")
    return found


async def _agent(template: Template, body: UseTemplateBody, *, by: Principal, deps: Deps) -> AgentSummary:
    if body.agent_id:
        return await workflows.agent(body.agent_id, by=by, deps=deps)
    wanted, key = rules.agent_of(template, body.language), rules.agent_key(template)
    agent = await deps.agents.create(wanted, by, key=key)
    if agent.status == "retired":
        # Whoever retired it wanted its work to end. This is new work.
        agent = await deps.agents.create(wanted, by, key=f"{key}:{deps.new_id(ids.AGENT)}")
    return agent


async def _try(template: Template, workflow_id: str, *, by: Principal, deps: Deps) -> str:
    given = {name: await _given(each, by=by, deps=deps) for name, each in template.sample.items()}
    return (await again.test(workflow_id, DraftRunBody(input=given), 0, by=by, deps=deps)).id


async def _given(value: Any, *, by: Principal, deps: Deps) -> Any:
    """What a run is given of the sample: of a file its id, once the company has it."""
    if not isinstance(value, Attached):
        return value
    data = value.text.encode() or next(
        each.data for each in await asyncio.to_thread(deps.sample_files) if each.name == value.name
    )
    kept = await files.store(deps.new_id(ids.FILE), value.name, "", data, by=by, deps=deps)
    return kept.id
