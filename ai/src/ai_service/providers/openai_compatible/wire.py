"""What we rely on in an endpoint's answers; anything else in them is passed on as it came. Pure.

The SDK takes what it gets without checking it, and servers that only resemble OpenAI's leave things out.
"""

from typing import Any

import orjson
from pydantic import BaseModel, ConfigDict, Field


class Function(BaseModel):
    """The function a model calls; its arguments are JSON in a text, from some servers JSON itself."""

    model_config = ConfigDict(extra="allow")
    name: str
    arguments: str | dict[str, Any] | None = None


class Call(BaseModel):
    """A tool that the model calls."""

    model_config = ConfigDict(extra="allow")
    id: str | None = None
    function: Function


class Message(BaseModel):
    """What the model says; null when it calls tools instead."""

    model_config = ConfigDict(extra="allow")
    content: str | None = None
    refusal: str | None = None
    tool_calls: list[Call] | None = None


class Choice(BaseModel):
    """One of the answers asked for."""

    model_config = ConfigDict(extra="allow")
    message: Message
    finish_reason: str | None = None


class Details(BaseModel):
    """Parts of the tokens read and written."""

    model_config = ConfigDict(extra="allow")
    cached_tokens: int | None = None
    cache_write_tokens: int | None = None
    reasoning_tokens: int | None = None


class Used(BaseModel):
    """Tokens read and written."""

    model_config = ConfigDict(extra="allow")
    prompt_tokens: int = Field(default=0, ge=0, lt=2**31)
    completion_tokens: int = Field(default=0, ge=0, lt=2**31)
    prompt_tokens_details: Details | None = None
    completion_tokens_details: Details | None = None


class Completion(BaseModel):
    """A chat completion."""

    model_config = ConfigDict(extra="allow")
    id: str | None = None
    model: str | None = None
    choices: list[Choice] = Field(min_length=1)
    usage: Used | None = None

    @property
    def text(self) -> str:
        """What the model says first."""
        return self.choices[0].message.content or ""

    @property
    def tokens(self) -> tuple[int, int]:
        """Tokens read and written, 0 where the endpoint does not say."""
        return (self.usage.prompt_tokens, self.usage.completion_tokens) if self.usage else (0, 0)


class FunctionPart(BaseModel):
    """Some more of a function's name and arguments."""

    name: str | None = None
    arguments: str | dict[str, Any] | None = None


class CallPart(BaseModel):
    """Some more of a tool call."""

    index: int | None = None
    id: str | None = None
    function: FunctionPart | None = None


class Delta(BaseModel):
    """Some more of a message."""

    content: str | None = None
    refusal: str | None = None
    tool_calls: list[CallPart] | None = None


class ChunkChoice(BaseModel):
    """Some more of one of the answers asked for."""

    index: int = 0
    delta: Delta | None = None
    finish_reason: str | None = None


class Chunk(BaseModel):
    """A piece of a streamed chat completion."""

    id: str | None = None
    model: str | None = None
    choices: list[ChunkChoice]
    usage: Used | None = None


class Pricing(BaseModel):
    """What OpenRouter says of prices: USD per token, in a text."""

    prompt: float | None = None
    completion: float | None = None


class Model(BaseModel):
    """A model in a list; beyond its name every server says something else of it, or nothing."""

    id: str = Field(min_length=1)
    context_length: int | None = None  # OpenRouter, Together
    context_window: int | None = None  # Groq
    max_model_len: int | None = None  # vLLM
    max_context_length: int | None = None  # Mistral, LM Studio
    pricing: Pricing | dict[str, Any] | None = None


class _Models(BaseModel):
    data: list[Model]


class Embedding(BaseModel):
    """The vector of one of the texts."""

    index: int
    embedding: list[float]


class Embeddings(BaseModel):
    """The vectors of the texts."""

    data: list[Embedding]
    model: str | None = None
    usage: Used | None = None


def read_completion(content: bytes) -> Completion:
    """Raises `ValueError` for anything else."""
    return Completion.model_validate(_read(content))


def read_models(content: bytes) -> list[Model]:
    """A list of models, by name. Raises `ValueError` for anything else."""
    said = _read(content)
    # Together answers with the bare list.
    listed = _Models.model_validate({"data": said} if isinstance(said, list) else said)
    return sorted(listed.data, key=lambda model: model.id)


def read_embeddings(content: bytes, count: int) -> Embeddings:
    """As many vectors as texts, in their order. Raises `ValueError` for anything else."""
    read = Embeddings.model_validate(_read(content))
    read.data.sort(key=lambda each: each.index)
    if [each.index for each in read.data] != list(range(count)):
        raise ValueError("not a vector for each text")
    return read


def _read(content: bytes) -> Any:
    return orjson.loads(content)
