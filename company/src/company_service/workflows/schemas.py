"""What the outside sends and sees of workflows."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from company_service.edits.schemas import DraftHistory, SentEdits

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Description = Annotated[str, StringConstraints(max_length=2_000)]
GraphData = dict[str, Any]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class CreateBody(_Body):
    """A workflow to create; its graph may still be unfinished."""

    name: Name
    description: Description = ""
    agent_id: str = Field(min_length=1, max_length=40)
    graph: GraphData


class DraftBody(_Body):
    """A draft to save; what is left out stays as it is."""

    graph: GraphData
    name: Name | None = None
    description: Description | None = None
    edits: SentEdits | None = None
    """How the draft came to be. Without, a changed graph counts as one replacement, with the id `save-<revision>`."""


class ValidateBody(_Body):
    """A graph to check; none means the draft as it is saved."""

    graph: GraphData | None = None


class PublishBody(_Body):
    """Why this version is published."""

    note: str = Field(default="", max_length=2_000)


class WorkflowView(BaseModel):
    """A workflow without its graph."""

    id: str
    name: str
    description: str
    agent_id: str
    status: Literal["draft", "live"]
    draft_revision: int
    live_version: int | None
    created_at: datetime
    updated_at: datetime


class Draft(BaseModel):
    """What is being worked on."""

    graph: GraphData


class WorkflowDetail(WorkflowView):
    """A workflow with its draft."""

    draft: Draft


class EditedWorkflow(WorkflowDetail):
    """A workflow with its draft, and the history of that at the same moment."""

    history: DraftHistory


class VersionSummary(BaseModel):
    """A published version without its graph."""

    version: int
    note: str
    published_at: datetime
    published_by: str


class ChangeCounts(BaseModel):
    """How much differs from the version before.

    `settings`: input, output and the time limit of the whole. `notes`: notes and groups on the canvas.
    """

    added_steps: int
    removed_steps: int
    changed_steps: int
    edges: int
    settings: int
    notes: int


class ListedVersion(VersionSummary):
    """A version in a list. `changes` is null where it was not asked for, and for the first version."""

    changes: ChangeCounts | None


class VersionView(VersionSummary):
    """A published version. It never changes."""

    graph: GraphData


class FieldChange(BaseModel):
    """A value that differs. `pointer` is a JSON Pointer into what is compared; what is not there is null."""

    pointer: str
    old: Any
    new: Any


class StepChange(BaseModel):
    """A step that both sides have, with what differs."""

    id: str
    name: str
    changes: list[FieldChange]


class GraphDiff(BaseModel):
    """What differs between two versions, or a version and the draft. Where things stand on the canvas does not count.

    Pointers into `notes` and `groups` begin with the id of the note or the group.
    """

    added_steps: list[dict[str, Any]]
    removed_steps: list[dict[str, Any]]
    changed_steps: list[StepChange]
    added_edges: list[Any]
    removed_edges: list[Any]
    input: list[FieldChange]
    output: list[FieldChange]
    notes: list[FieldChange]
    groups: list[FieldChange]
    same: bool


class GraphFinding(BaseModel):
    """One thing that is wrong, or looks wrong, in a graph. `pointer` is a JSON Pointer into it."""

    severity: Literal["error", "warning"]
    step: str | None
    field: str | None
    pointer: str
    message: str


class Findings(BaseModel):
    """Everything that is wrong with a graph; no errors means that it can run."""

    problems: list[GraphFinding]


class StepPort(BaseModel):
    """A way out of a step."""

    name: str
    label: str


class StepTypeView(BaseModel):
    """A kind of step: all that the builder needs to know."""

    type: str
    name: str
    description: str
    category: Literal["ai", "logic", "people", "data", "app"]
    icon: str
    effect: Literal["none", "read", "idempotent", "effect"]
    input_schema: dict[str, Any]
    output_schema: dict[str, Any]
    ports: list[StepPort]
    effect_by: dict[str, Any] | None
    dynamic_ports: dict[str, Any] | None
    container: bool
    """Other steps stand in it: their `in` is its id."""
    tool: bool
    """Agents may be given it as a tool (`step:<type>`)."""
