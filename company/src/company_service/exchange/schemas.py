"""What the outside sends and sees of workflows as text. The format is described in docs/workflows.md."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from company_service.workflows.schemas import Description, GraphData, GraphFinding, Name

MAX_TEXT = 2_000_000
"""Characters of a text to import."""

FORMAT = "workflow"
FORMAT_VERSION = 1

Format = Literal["yaml", "json"]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ReadBody(_Body):
    """A workflow as text, in JSON or YAML."""

    text: str = Field(min_length=1, max_length=MAX_TEXT)


class ImportBody(ReadBody):
    """A workflow as text, and whom it is to belong to. Without a name it keeps the one in the text."""

    agent_id: str = Field(min_length=1, max_length=40)
    name: Name | None = None


class WorkflowText(BaseModel):
    """What stands in an exported file."""

    model_config = ConfigDict(extra="forbid", strict=True)

    format: Literal["workflow"]
    format_version: Literal[1]
    name: Name
    description: Description = ""
    graph: GraphData
    layout: dict[str, Any] = Field(default_factory=dict[str, Any])
    left_out: list[str] = Field(default_factory=list[str], max_length=10_000)


class TextFinding(GraphFinding):
    """One thing that is wrong, or looks wrong, in an imported graph, with its line in the text."""

    line: int | None


class WorkflowRead(BaseModel):
    """What a text says, before anything is made of it. `left_out`: what whoever exported it kept back."""

    name: str
    description: str
    graph: GraphData
    left_out: list[str]
    problems: list[TextFinding]


class Exported(BaseModel):
    """A workflow as text, and a name for its file."""

    text: str
    file_name: str
    media_type: str
