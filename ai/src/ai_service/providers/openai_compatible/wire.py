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
    tool_calls: list[Call] | None = None


class Choice(BaseModel):
    """One of the answers asked for."""

    model_config = ConfigDict(extra="allow")
    message: Message
    finish_reason: str | None = None


class Used(BaseModel):
    """Tokens read and written."""

    model_config = ConfigDict(extra="allow")
    prompt_tokens: int = Field(default=0, ge=0, lt=2**31)
    completion_tokens: int = Field(default=0, ge=0, lt=2**31)


class Completion(BaseModel):
    """A chat completion."""

    model_config = ConfigDict(extra="allow")
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


class _Model(BaseModel):
    id: str


class _Models(BaseModel):
    data: list[_Model]


def read_completion(content: bytes) -> Completion:
    """Raises `ValueError` for anything else."""
    return Completion.model_validate(_read(content))


def read_models(content: bytes) -> list[str]:
    """The names in a list of models. Raises `ValueError` for anything else."""
    return sorted(model.id for model in _Models.model_validate(_read(content)).data)


def _read(content: bytes) -> Any:
    return orjson.loads(content)
