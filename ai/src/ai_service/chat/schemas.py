"""A chat completion as OpenAI's API takes it; what is not named here is passed on as it came."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class ChatBody(BaseModel):
    """`model` is the company's configured one, whatever is asked for."""

    model_config = ConfigDict(extra="allow")
    messages: list[dict[str, Any]] = Field(min_length=1, max_length=1000)
    model: str | None = Field(default=None, max_length=200)
    stream: bool = False

    def options(self) -> dict[str, Any]:
        """The other options that OpenAI's API knows."""
        return {name: value for name, value in (self.model_extra or {}).items() if name in _PASSED_ON}


_PASSED_ON = {
    "temperature",
    "top_p",
    "max_tokens",
    "max_completion_tokens",
    "stop",
    "seed",
    "tools",
    "tool_choice",
    "parallel_tool_calls",
    "response_format",
    "presence_penalty",
    "frequency_penalty",
    "n",
    "stream_options",
}
