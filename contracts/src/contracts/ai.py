"""What the AI service promises other services: tasks over text and documents, and who answered them."""

from typing import Annotated, Any, Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field, model_validator

from kernel.client import ServiceClient
from kernel.identity import Principal

FieldType = Literal["string", "date", "number", "money", "currency", "id"]


class Strict(BaseModel):
    """A request: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")


class Document(Strict):
    """A file to read. `data` is base64 (at most about 20 MB)."""

    name: str = Field(max_length=255)
    media_type: str = Field(max_length=120)
    data: str = Field(max_length=28_000_000)


class OnBehalfOf(Strict):
    """What a model is asked for: usage is counted by it, and budgets hold for it."""

    agent_id: str | None = Field(default=None, max_length=64)
    workflow_id: str | None = Field(default=None, max_length=64)
    run_id: str | None = Field(default=None, max_length=64)
    step: str | None = Field(default=None, max_length=200)
    key_id: str | None = Field(default=None, max_length=64)

    def key_for(self, by: Principal) -> str | None:
        """The API key it is counted under, where a part of the platform says so; others speak for their own."""
        return self.key_id if by.kind == "service" else None


class PromptUse(Strict):
    """A prompt of the company, by name and label (`live`, unless said otherwise) or version, and its values."""

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}$")
    label: str | None = Field(default=None, pattern=r"^[a-z][a-z0-9_-]{0,31}$")
    version: int | None = Field(default=None, ge=1, le=1_000_000)
    variables: dict[str, Any] = Field(default_factory=dict[str, Any])

    @classmethod
    def named(cls, text: str, variables: dict[str, Any]) -> "PromptUse":
        """Read `name`, `name@label` or `name@version`."""
        name, _, which = text.partition("@")
        version = int(which) if which.isdecimal() else None
        return cls(name=name, label=None if version else which or None, version=version, variables=variables)

    @model_validator(mode="after")
    def one_of_them(self) -> "PromptUse":
        """Refuse both."""
        if self.label is not None and self.version is not None:
            raise ValueError("give a label or a version, not both")
        return self


class TextOrDocument(Strict):
    """Exactly one of a text and a document. The words of a `prompt` of the company go before the task's own."""

    text: str | None = Field(default=None, max_length=1_000_000)
    document: Document | None = None
    prompt: PromptUse | None = None
    on_behalf_of: OnBehalfOf = Field(default_factory=OnBehalfOf)

    @model_validator(mode="after")
    def exactly_one(self) -> "TextOrDocument":
        """Refuse neither and both."""
        if (self.text is None) == (self.document is None):
            raise ValueError("give either `text` or `document`")
        return self


class SummariseRequest(TextOrDocument):
    """Summarise in at most so many sentences."""

    max_sentences: int = Field(default=3, ge=1, le=20)


class ExtractField(Strict):
    """One value wanted from a text."""

    name: str = Field(min_length=1, max_length=80)
    type: FieldType = "string"
    description: str = Field(default="", max_length=500)


class ExtractRequest(TextOrDocument):
    """Take these values out: a list of fields, or an object of a JSON Schema (`schema`).

    `repairs` is how often a model is asked again when values are not in the text or break the schema; `unsupported`
    says whether a value that is not in the text is kept and flagged, or replaced by null.
    """

    model_config = ConfigDict(extra="forbid", populate_by_name=True)
    fields: list[ExtractField] = Field(default_factory=list[ExtractField], max_length=50)
    form: dict[str, Any] | None = Field(default=None, alias="schema")
    repairs: int = Field(default=1, ge=0, le=3)
    unsupported: Literal["flag", "null"] = "flag"

    @model_validator(mode="after")
    def something_wanted(self) -> "ExtractRequest":
        """Refuse neither and both."""
        if bool(self.fields) == (self.form is not None):
            raise ValueError("give either `fields` or `schema`")
        return self


class Label(Strict):
    """A class to sort into; a description and examples make the answer better."""

    name: str = Field(min_length=1, max_length=120)
    description: str = Field(default="", max_length=1_000)
    examples: list[str] = Field(default_factory=list[str], max_length=50)


class ClassifyRequest(TextOrDocument):
    """Sort into one of the labels, or with `multiple` into all that fit.

    With `abstain` the answer may be none; with `threshold` it is none where the confidence is lower.
    """

    labels: list[Annotated[str, Field(min_length=1, max_length=120)] | Label] = Field(min_length=2, max_length=100)
    multiple: bool = False
    abstain: bool = False
    threshold: float | None = Field(default=None, ge=0, le=1, allow_inf_nan=False)


class AnswerRequest(TextOrDocument):
    """Answer a question from the text alone, or from these passages, which the answer cites by their place (from 0)."""

    question: str = Field(min_length=1, max_length=2_000)
    passages: list[Annotated[str, Field(max_length=100_000)]] | None = Field(default=None, min_length=1, max_length=200)

    @model_validator(mode="after")
    def exactly_one(self) -> "AnswerRequest":
        """Refuse none and several."""
        if [self.text, self.document, self.passages].count(None) != 2:
            raise ValueError("give one of `text`, `document` and `passages`")
        return self


class RewriteRequest(TextOrDocument):
    """Say the text differently: as an instruction says, in a tone, shorter or longer. Its language stays."""

    instruction: str = Field(default="", max_length=2_000)
    tone: str = Field(default="", max_length=80)
    length: Literal["shorter", "same", "longer"] = "same"


class TranslateRequest(TextOrDocument):
    """Say the text in another language: a code such as `de` or `pt-BR`, or a name."""

    language: str = Field(min_length=2, max_length=60, pattern=r"^[\w ()-]+$")


class AnsweredBy(BaseModel):
    """Which model or method gave the answer; `note` says plainly what that is."""

    provider: str
    model: str | None
    method: str
    note: str


class Usage(BaseModel):
    """What it took: tokens (0 where no model was asked), money in USD, seconds."""

    input_tokens: int
    output_tokens: int
    cost: float
    seconds: float


class Evidence(BaseModel):
    """Where a value was found: its words, page (from 1) and place (`start` to `end`), and how sure (0 to 1).

    Places count in the text that was given; of a document in its pages' texts, parted by a form feed each.
    """

    text: str
    page: int | None
    start: int | None
    end: int | None
    confidence: float


class SummariseAnswer(BaseModel):
    """A summary; `unsupported` are numbers in it that the text does not have."""

    summary: str
    unsupported: list[str]
    answered_by: AnsweredBy
    usage: Usage


class ExtractAnswer(BaseModel):
    """The values found; null where nothing supports one. Dates are ISO 8601, money and numbers are numbers.

    `evidence` is by field, with a schema by JSON pointer (`/lines/0/total`). `unsupported` are values that are not in
    the text; `missing` are those that the schema wants and allows no null for, though null they are.
    """

    values: dict[str, Any]
    evidence: dict[str, Evidence | None]
    unsupported: list[str]
    missing: list[str]
    answered_by: AnsweredBy
    usage: Usage


class ClassifyAnswer(BaseModel):
    """The label chosen, all that fit (`labels`), and how each scored: 0 to 1, together 1 unless several or
    none may fit.

    `label` is null where none was chosen; `reason` says why.
    """

    label: str | None
    labels: list[str]
    reason: str | None
    confidence: float
    scores: dict[str, float]
    answered_by: AnsweredBy
    usage: Usage


class Passage(BaseModel):
    """A piece of the text that supports an answer, and its place as `Evidence` has it.

    `passage` is which of the passages given holds it; places count in that one then.
    """

    text: str
    page: int | None
    start: int | None
    end: int | None
    passage: int | None
    score: float


class AnswerAnswer(BaseModel):
    """The answer, or null when the text does not support one."""

    answer: str | None
    passages: list[Passage]
    answered_by: AnsweredBy
    usage: Usage


class RewriteAnswer(BaseModel):
    """The new text; `unsupported` are numbers in it that the old one does not have, and sentences that a small model
    seems to have made up."""

    text: str
    unsupported: list[str]
    answered_by: AnsweredBy
    usage: Usage


class TranslateAnswer(BaseModel):
    """The translation, and the language's English name; `unsupported` are numbers in it that the text does not have."""

    text: str
    language: str
    unsupported: list[str]
    answered_by: AnsweredBy
    usage: Usage


class ToolCall(Strict):
    """A tool that the model wants used: `arguments` is JSON data, or what it wrote instead (a text)."""

    id: str = Field(max_length=200)
    name: str = Field(max_length=200)
    arguments: Any = None


class Image(Strict):
    """A picture for a model that can see: `data` is base64, or `url` is where the vendor fetches it itself."""

    media_type: Literal["image/png", "image/jpeg", "image/gif", "image/webp"] = "image/png"
    data: str | None = Field(default=None, max_length=28_000_000)
    url: str | None = Field(default=None, max_length=2_000)

    @model_validator(mode="after")
    def exactly_one(self) -> "Image":
        """Refuse neither and both."""
        if (self.data is None) == (self.url is None):
            raise ValueError("give either `data` or `url`")
        return self


class ChatMessage(Strict):
    """One message of a conversation. A `tool` message answers the call whose id it has."""

    role: Literal["system", "user", "assistant", "tool"]
    content: str = Field(default="", max_length=1_000_000)
    images: list[Image] = Field(default_factory=list[Image], max_length=20)
    calls: list[ToolCall] = Field(default_factory=list[ToolCall], max_length=100)
    call_id: str | None = Field(default=None, max_length=200)


class ToolSpec(Strict):
    """A tool the model may ask for; `parameters` is the JSON Schema of its arguments."""

    name: str = Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")
    description: str = Field(default="", max_length=4_000)
    parameters: dict[str, Any]


class ToolNamed(Strict):
    """The one tool that must be used."""

    name: str = Field(max_length=64)


class AnswerSchema(Strict):
    """The JSON Schema that the answer's text must meet."""

    name: str = Field(default="answer", pattern=r"^[A-Za-z0-9_-]{1,64}$")
    body: dict[str, Any]


class ChatRequest(Strict):
    """What comes next in this conversation? `model` is an alias or a model's name; None: the company's usual one.

    A `prompt` begins the conversation, before the messages, which may then be none; what it says of model and settings
    holds where the request says nothing. `no_training` asks the vendor, where it can be asked, neither to keep this
    nor to train on it.
    """

    messages: list[ChatMessage] = Field(default_factory=list[ChatMessage], max_length=2_000)
    prompt: PromptUse | None = None
    tools: list[ToolSpec] = Field(default_factory=list[ToolSpec], max_length=128)
    tool_choice: Literal["auto", "none", "required"] | ToolNamed = "auto"
    parallel_calls: bool = True
    format: Literal["text", "json"] | AnswerSchema = "text"
    model: str | None = Field(default=None, max_length=200)
    max_tokens: int | None = Field(default=None, ge=1, le=1_000_000)
    temperature: float | None = Field(default=None, ge=0, le=2, allow_inf_nan=False)
    top_p: float | None = Field(default=None, ge=0, le=1, allow_inf_nan=False)
    stop: list[str] = Field(default_factory=list[str], max_length=16)
    seed: int | None = None
    effort: Literal["low", "medium", "high"] | None = None
    no_training: bool = False
    on_behalf_of: OnBehalfOf = Field(default_factory=OnBehalfOf)

    @model_validator(mode="after")
    def something_said(self) -> "ChatRequest":
        """Refuse a conversation of nothing."""
        if not self.messages and self.prompt is None:
            raise ValueError("give at least one message, or a prompt")
        return self


class ChatAnswer(BaseModel):
    """What the model says next: text, tools it wants used, or both. `stop` is why it stopped."""

    message: ChatMessage
    stop: Literal["end", "tools", "length", "refused"]
    answered_by: AnsweredBy
    usage: Usage


class AiClient(Protocol):
    """What others may ask the AI service."""

    async def chat(self, request: ChatRequest, by: Principal, *, key: str, seconds: float) -> ChatAnswer:
        """The next message; the same `key` with the same request gets the same answer, and the model is asked once."""
        ...

    async def task(self, name: str, request: dict[str, Any], by: Principal, *, seconds: float) -> dict[str, Any]:
        """Run `summarise`, `extract`, `classify`, `answer`, `rewrite` or `translate`: the models above as JSON."""
        ...


class HttpAiClient:
    """`AiClient` over HTTP."""

    def __init__(self, service: ServiceClient) -> None:
        self._service = service

    async def chat(self, request: ChatRequest, by: Principal, *, key: str, seconds: float) -> ChatAnswer:
        return await self._service.call(
            "POST", "/api/ai/v1/chat", answer=ChatAnswer, json=request, by=by, deadline=seconds, idempotency_key=key
        )

    async def task(self, name: str, request: dict[str, Any], by: Principal, *, seconds: float) -> dict[str, Any]:
        path = f"/api/ai/v1/tasks/{name}"
        return await self._service.call(
            "POST", path, answer=dict[str, Any], json=request, by=by, deadline=seconds, idempotent=True
        )
