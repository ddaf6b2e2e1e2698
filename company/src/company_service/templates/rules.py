"""A template in one language, and the picture of its graph."""

from collections.abc import Mapping
from typing import Any

from company_service.gallery.template import Attached, Language, Template, in_language
from company_service.templates.schemas import (
    TemplatePreview,
    TemplatePreviewEdge,
    TemplatePreviewStep,
    WorkflowTemplateDetail,
    WorkflowTemplateView,
)
from contracts.agents import AgentInput

KEYS = "template:"
"""How the keys of the templates' own agents begin."""
_PLAIN = "success"
"""The way out of a step that has one."""


def graph_of(template: Template, language: Language) -> dict[str, Any]:
    """The workflow's graph with its texts in this language."""
    return in_language(template.graph, language)


def view(template: Template, language: Language) -> WorkflowTemplateView:
    """As the gallery shows it."""
    return WorkflowTemplateView.model_validate(_facts(template, graph_of(template, language), language))


def detail(template: Template, language: Language) -> WorkflowTemplateDetail:
    """All of it."""
    graph = graph_of(template, language)
    more = {
        "how": in_language(list(template.how), language),
        "needs": in_language(list(template.needs), language),
        "agent_name": in_language(template.agent.name, language),
        "agent_role": in_language(template.agent.role, language),
        "graph": graph,
        "sample": {name: each.name if isinstance(each, Attached) else each for name, each in template.sample.items()},
        "sample_about": in_language(template.sample_about, language),
    }
    return WorkflowTemplateDetail.model_validate({**_facts(template, graph, language), **more})


def _facts(template: Template, graph: Mapping[str, Any], language: Language) -> dict[str, Any]:
    return {
        "key": template.key,
        "name": in_language(template.name, language),
        "promise": in_language(template.promise, language),
        "category": template.category,
        "icon": template.icon,
        "audience": in_language(template.audience, language),
        "minutes_saved": template.minutes_saved,
        "asks": template.asks,
        "preview": preview(graph),
    }


def preview(graph: Mapping[str, Any]) -> TemplatePreview:
    """What a small picture of the graph needs."""
    layout = graph["layout"]
    steps = [
        TemplatePreviewStep(
            id=step["id"],
            type=step["type"],
            name=step.get("name") or step["id"],
            inside=step.get("in"),
            x=layout[step["id"]]["x"],
            y=layout[step["id"]]["y"],
        )
        for step in graph["steps"]
    ]
    edges = [
        TemplatePreviewEdge(source=edge["from"], target=edge["to"], port=edge.get("port", _PLAIN))
        for edge in graph["edges"]
    ]
    return TemplatePreview(steps=steps, edges=edges)


def agent_of(template: Template, language: Language) -> AgentInput:
    """The agent that the workflow is to belong to."""
    plan = template.agent
    return AgentInput(
        name=in_language(plan.name, language),
        role=in_language(plan.role, language),
        goal=in_language(plan.goal, language),
        instructions=in_language(plan.instructions, language),
        minutes_saved_per_run=template.minutes_saved,
    )


def agent_key(template: Template) -> str:
    """What the agents service knows the template's own agent by."""
    return f"{KEYS}{template.key}"
