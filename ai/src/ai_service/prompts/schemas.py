"""What the outside sends and sees of prompts."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from contracts.ai import AnswerSchema

NAME = r"^[a-z0-9][a-z0-9._-]{0,63}$"
LABEL = r"^[a-z][a-z0-9_-]{0,31}$"
PromptName = Annotated[str, Field(pattern=NAME)]
LabelName = Annotated[str, Field(pattern=LABEL)]
VersionNumber = Annotated[int, Field(ge=1, le=1_000_000)]
VariableType = Literal["text", "number", "boolean", "choice", "list", "object"]
_Text = Annotated[str, Field(max_length=50_000)]
DRAFT = "draft"
LIVE = "live"


class Strict(BaseModel):
    """A request: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")


class PromptVariable(Strict):
    """A value that the texts need. `default` is taken where none is given; `options` are those of a choice."""

    name: str = Field(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,59}$")
    type: VariableType = "text"
    required: bool = True
    default: Any = None
    description: str = Field(default="", max_length=500)
    options: list[Annotated[str, Field(min_length=1, max_length=200)]] = Field(
        default_factory=list[str], max_length=100
    )

    @model_validator(mode="after")
    def a_choice_has_options(self) -> "PromptVariable":
        """Refuse a choice of nothing."""
        if self.type == "choice" and not self.options:
            raise ValueError("a choice needs options")
        return self


class PromptMessage(Strict):
    """A message of the conversation that the prompt begins."""

    role: Literal["user", "assistant"] = "user"
    content: _Text


class PromptExample(Strict):
    """What somebody may say, and what should be answered."""

    user: _Text
    assistant: _Text


class PromptSettings(Strict):
    """How a model is to answer, where a request does not say otherwise."""

    temperature: float | None = Field(default=None, ge=0, le=2, allow_inf_nan=False)
    max_tokens: int | None = Field(default=None, ge=1, le=1_000_000)
    top_p: float | None = Field(default=None, ge=0, le=1, allow_inf_nan=False)
    stop: list[Annotated[str, Field(max_length=100)]] = Field(default_factory=list[str], max_length=4)
    effort: Literal["low", "medium", "high"] | None = None
    format: Literal["text", "json"] | AnswerSchema = "text"


class PromptContent(Strict):
    """What a version is made of: texts in the language of prompts, and the variables that they name."""

    system: _Text = ""
    messages: list[PromptMessage] = Field(default_factory=list[PromptMessage], max_length=50)
    examples: list[PromptExample] = Field(default_factory=list[PromptExample], max_length=50)
    variables: list[PromptVariable] = Field(default_factory=list[PromptVariable], max_length=100)
    model: str | None = Field(default=None, min_length=1, max_length=200)
    settings: PromptSettings = Field(default_factory=PromptSettings)

    @model_validator(mode="after")
    def makes_sense(self) -> "PromptContent":
        """Refuse a prompt that says nothing, and a name used twice."""
        if not self.system.strip() and not self.messages:
            raise ValueError("write a system text or at least one message")
        names = [each.name for each in self.variables]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"these variables are there twice: {', '.join(twice)}")
        return self


class NewPromptVersion(Strict):
    """A version to keep. `labels` are moved to it at once."""

    content: PromptContent
    note: str = Field(default="", max_length=500)
    labels: list[LabelName] = Field(default_factory=lambda: [DRAFT], max_length=10)


class NewPrompt(NewPromptVersion):
    """A prompt with its first version."""

    name: PromptName
    description: str = Field(default="", max_length=500)


class PromptChange(Strict):
    """What is known of a prompt besides its versions. An archived one still answers who names it."""

    description: str = Field(default="", max_length=500)
    archived: bool = False


class PromptLabelBody(Strict):
    """Where a label goes. With `expected` it is moved only from there (0: from nowhere)."""

    version: VersionNumber
    expected: int | None = Field(default=None, ge=0, le=1_000_000)


class FillBody(Strict):
    """Which version to fill in (the label `live`, unless said otherwise), with which values."""

    label: LabelName | None = None
    version: VersionNumber | None = None
    variables: dict[str, Any] = Field(default_factory=dict[str, Any])

    @model_validator(mode="after")
    def one_of_them(self) -> "FillBody":
        """Refuse both."""
        if self.label is not None and self.version is not None:
            raise ValueError("give a label or a version, not both")
        return self


class PromptDraft(Strict):
    """Content that is not kept yet, with values. `name` is that of the prompt it will belong to."""

    content: PromptContent
    variables: dict[str, Any] = Field(default_factory=dict[str, Any])
    name: PromptName | None = None


class PromptScore(Strict):
    """How good an answer was: 0 is bad, 1 is good."""

    score: float = Field(ge=0, le=1, allow_inf_nan=False)
    comment: str = Field(default="", max_length=2_000)


class PromptLabel(BaseModel):
    """Where a label is, and where it was before (null: nowhere)."""

    label: str
    version: int
    previous: int | None
    moved_by: str
    moved_at: datetime


class PromptVersionLine(BaseModel):
    """A version in a list."""

    version: int
    note: str
    labels: list[str]
    created_by: str
    created_at: datetime


class PromptVersionView(PromptVersionLine):
    """A version, whole. `partials` are those that its texts name; `inherited` the variables that they bring."""

    content: PromptContent
    partials: list[str]
    inherited: list[PromptVariable]


class PromptLine(BaseModel):
    """A prompt in a list."""

    name: str
    description: str
    archived: bool
    latest: int
    labels: list[PromptLabel]
    updated_at: datetime


class PromptView(PromptLine):
    """A prompt."""

    created_by: str
    created_at: datetime


class RenderedMessage(BaseModel):
    """A message as a model will read it."""

    role: Literal["system", "user", "assistant"]
    content: str


class RenderedPrompt(BaseModel):
    """A prompt with its values filled in; `version` is 0 for one that is not kept. `tokens` is our estimate."""

    name: str
    version: int
    messages: list[RenderedMessage]
    model: str | None
    settings: PromptSettings
    tokens: int


class PromptDiffLine(BaseModel):
    """A line that both have, or that was taken out or put in."""

    change: Literal["same", "removed", "added"]
    text: str


class PromptDiffPart(BaseModel):
    """One part of two versions that is not the same in both."""

    part: str
    lines: list[PromptDiffLine]


class PromptDiff(BaseModel):
    """What two versions do not have in common, part by part."""

    from_version: int
    to_version: int
    parts: list[PromptDiffPart]


class PromptUsedBy(BaseModel):
    """Who named the prompt: an agent, a step of a workflow, or another prompt that contains it."""

    kind: Literal["workflow", "agent", "person", "prompt"]
    agent_id: str
    workflow_id: str
    step: str
    user_id: str
    prompt: str
    calls: int
    last_version: int
    last_at: datetime | None


class PromptVersionUsage(BaseModel):
    """What the answers of one version came to (USD), and how they were judged (0 to 1; null where nobody did)."""

    version: int
    calls: int
    input_tokens: int
    output_tokens: int
    cost: float
    cache_hits: int
    seconds: float
    score: float | None
    scores: int


class PromptScoreView(BaseModel):
    """A judgement."""

    id: str
    version: int
    score: float
    comment: str
    by: str
    at: datetime
