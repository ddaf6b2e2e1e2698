"""What the outside sends and sees of templates."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from company_service.gallery.template import Category, Language


class TemplatePreviewStep(BaseModel):
    """A step as a small picture shows it. `inside` is the container it stands in; `x` and `y` count from its corner."""

    id: str
    type: str
    name: str
    inside: str | None
    x: int
    y: int


class TemplatePreviewEdge(BaseModel):
    """A wire of the picture. `port` is the way out it leaves by."""

    source: str
    target: str
    port: str


class TemplatePreview(BaseModel):
    """What a small picture of the workflow needs."""

    steps: list[TemplatePreviewStep]
    edges: list[TemplatePreviewEdge]


class WorkflowTemplateView(BaseModel):
    """A template as the gallery shows it, in one language."""

    key: str
    name: str
    promise: str
    category: Category
    icon: str
    audience: str
    minutes_saved: float
    asks: bool
    """Whether somebody is asked for a decision when it is tried on the sample."""
    preview: TemplatePreview


class WorkflowTemplateDetail(WorkflowTemplateView):
    """All of a template. In the `sample` a file is told by its name."""

    how: list[str]
    needs: list[str]
    agent_name: str
    agent_role: str
    graph: dict[str, Any]
    sample: dict[str, Any]
    sample_about: str


class UseTemplateBody(BaseModel):
    """For which agent, in which language, and whether to try the new draft on the sample at once.

    Without an `agent_id` the template's own agent is made, or taken if the company has it already.
    """

    model_config = ConfigDict(extra="forbid")
    agent_id: str | None = Field(default=None, max_length=40)
    language: Language = "en"
    run: bool = False


class WorkflowTemplateUsed(BaseModel):
    """The draft that was made, its agent, and the run that tries it, if one was wanted."""

    workflow_id: str
    agent_id: str
    run_id: str | None
    status: Literal["created", "taken"]
    """`taken`: trying it again found the draft of the first time, unchanged."""


class SamplesView(BaseModel):
    """What was made to try things out, by name, and how many runs it has: what removing removes, or has removed."""

    workflows: list[str]
    agents: list[str]
    runs: int
