"""Between our words and Anthropic's messages API. Pure.

Format: https://platform.claude.com/docs/en/api/messages
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from pydantic import BaseModel, Field

from ai_service.providers.folding import call_of, message_of
from ai_service.providers.vocabulary import (
    Ability,
    CallPiece,
    EndPiece,
    ModelInfo,
    Piece,
    Reply,
    Stop,
    TextPiece,
    Tokens,
)
from contracts.ai import ChatMessage, ChatRequest, Image, ToolNamed

_USUAL_MOST_TOKENS = 8_192
"""The API demands a limit; this one is taken where the request names none."""

_ONLY_JSON = "Answer with one JSON object and nothing else."
_STOPS: dict[str, Stop] = {
    "tool_use": "tools",
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "refusal": "refused",
}


def asked(request: ChatRequest, model: str) -> dict[str, Any]:
    """The body of a request. The API knows no seed and, in its present form, no settings of sampling."""
    wanted: dict[str, Any] = {
        "model": model,
        "max_tokens": request.max_tokens or _USUAL_MOST_TOKENS,
        "system": _system(request) or None,
        "messages": _messages(request.messages),
        "stop_sequences": request.stop or None,
        "output_config": _output(request) or None,
        **_tools(request),
    }
    return {name: value for name, value in wanted.items() if value is not None}


def _system(request: ChatRequest) -> str:
    said = [each.content for each in request.messages if each.role == "system" and each.content]
    return "\n\n".join([*said, _ONLY_JSON] if request.format == "json" else said)


def _messages(messages: Sequence[ChatMessage]) -> list[dict[str, Any]]:
    """Results of tools are the person's blocks; neighbours of one role are one message, as the API wants it."""
    wire: list[dict[str, Any]] = []
    for message in messages:
        blocks = list(_blocks(message))
        role = "assistant" if message.role == "assistant" else "user"
        if not blocks:
            continue
        if wire and wire[-1]["role"] == role:
            wire[-1]["content"] += blocks
        else:
            wire.append({"role": role, "content": blocks})
    return wire


def _blocks(message: ChatMessage) -> Iterator[dict[str, Any]]:
    if message.role == "system":
        return
    if message.role == "tool":
        said = [{"type": "text", "text": message.content}] if message.content else []
        content = [*said, *map(_image, message.images)]
        yield {"type": "tool_result", "tool_use_id": message.call_id or "", "content": content}
        return
    yield from map(_image, message.images)
    if message.content:
        yield {"type": "text", "text": message.content}
    for call in message.calls:
        yield {"type": "tool_use", "id": call.id, "name": call.name, "input": _input(call.arguments)}


def _input(arguments: Any) -> dict[str, Any]:
    if arguments is None:
        return {}
    return cast("dict[str, Any]", arguments) if isinstance(arguments, dict) else {"written": arguments}


def _image(image: Image) -> dict[str, Any]:
    if image.url:
        return {"type": "image", "source": {"type": "url", "url": image.url}}
    return {"type": "image", "source": {"type": "base64", "media_type": image.media_type, "data": image.data}}


def _output(request: ChatRequest) -> dict[str, Any]:
    output: dict[str, Any] = {"effort": request.effort} if request.effort else {}
    if not isinstance(request.format, str):
        output["format"] = {"type": "json_schema", "schema": request.format.body}
    return output


def _tools(request: ChatRequest) -> dict[str, Any]:
    if not request.tools:
        return {}
    tools = [{"name": t.name, "description": t.description, "input_schema": t.parameters} for t in request.tools]
    return {"tools": tools, "tool_choice": _choice(request)}


def _choice(request: ChatRequest) -> dict[str, Any]:
    match request.tool_choice:
        case "none":
            return {"type": "none"}
        case "auto":
            choice: dict[str, Any] = {"type": "auto"}
        case "required":
            choice = {"type": "any"}
        case ToolNamed(name=name):
            choice = {"type": "tool", "name": name}
    return choice if request.parallel_calls else {**choice, "disable_parallel_tool_use": True}


class _Block(BaseModel):
    type: str
    text: str = ""
    id: str | None = None
    name: str = ""
    input: Any = None


class _Written(BaseModel):
    thinking_tokens: int | None = None


class Used(BaseModel):
    """What it took; the API counts what came from its cache, and what went into it, beside the input."""

    input_tokens: int | None = Field(default=None, ge=0)
    output_tokens: int | None = Field(default=None, ge=0)
    cache_read_input_tokens: int | None = None
    cache_creation_input_tokens: int | None = None
    output_tokens_details: _Written | None = None


class Message(BaseModel):
    """A message, as far as we read it."""

    id: str
    model: str
    content: list[_Block]
    stop_reason: str | None = None
    stop_sequence: str | None = None
    usage: Used = Field(default_factory=Used)


def read_message(content: bytes) -> Message:
    """Raises `ValueError` for anything else."""
    return Message.model_validate_json(content)


def reply(said: Message) -> Reply:
    """The whole answer."""
    calls = [
        call_of(block.id, block.name, block.input, fallback=f"call_{said.id}_{place}")
        for place, block in enumerate(block for block in said.content if block.type == "tool_use")
    ]
    text = "".join(block.text for block in said.content if block.type == "text")
    stop = _STOPS.get(said.stop_reason or "", "end")
    return Reply(message_of(text, calls), stop, tokens(said.usage), said.model, said.id, said.stop_sequence)


def tokens(used: Used) -> Tokens:
    """In our count: cached tokens are part of those taken."""
    cached, written = used.cache_read_input_tokens or 0, used.cache_creation_input_tokens or 0
    thought = used.output_tokens_details.thinking_tokens if used.output_tokens_details else None
    return Tokens(
        taken=(used.input_tokens or 0) + cached + written,
        given=used.output_tokens or 0,
        cached=cached,
        cache_written=written,
        reasoning=thought or 0,
    )


class _Delta(BaseModel):
    type: str | None = None
    text: str = ""
    partial_json: str = ""
    stop_reason: str | None = None
    stop_sequence: str | None = None


class _Event(BaseModel):
    type: str
    index: int = 0
    message: Message | None = None
    content_block: _Block | None = None
    delta: _Delta | None = None
    usage: Used | None = None


@dataclass
class Events:
    """Turns a stream's events into pieces."""

    model: str
    id: str = ""
    stop_reason: str | None = None
    stopped_at: str | None = None
    used: Used = field(default_factory=Used)
    places: dict[int, int] = field(default_factory=dict[int, int])
    """Index of the block → place of the call."""

    def pieces(self, said: dict[str, Any]) -> Iterator[Piece]:
        """The pieces in this event. Raises `ValueError` for what is no event."""
        event = _Event.model_validate(said)
        match event:
            case _Event(type="message_start", message=Message() as message):
                self.model, self.id = message.model, message.id
                self._count(message.usage)
            case _Event(type="content_block_start", content_block=_Block(type="tool_use") as block):
                place = self.places.setdefault(event.index, len(self.places))
                yield CallPiece(place, block.id, block.name)
            case _Event(type="content_block_start", content_block=_Block(type="text", text=text)) if text:
                yield TextPiece(text)
            case _Event(type="content_block_delta", delta=_Delta(type="text_delta", text=text)):
                yield TextPiece(text)
            case _Event(type="content_block_delta", delta=_Delta(type="input_json_delta", partial_json=written)):
                yield CallPiece(self.places[event.index], arguments=written)
            case _Event(type="message_delta", delta=_Delta() as delta):
                self.stop_reason, self.stopped_at = delta.stop_reason, delta.stop_sequence
                self._count(event.usage)
            case _Event(type="message_stop"):
                stop = _STOPS.get(self.stop_reason or "", "end")
                yield EndPiece(stop, tokens(self.used), self.model, self.id, self.stopped_at)
            case _:
                pass

    def _count(self, used: Used | None) -> None:
        """Counts are cumulative: what a later event says replaces what an earlier one said."""
        if used is not None:
            self.used = self.used.model_copy(
                update=used.model_dump(exclude_none=True, exclude={"output_tokens_details"})
            )
            self.used.output_tokens_details = used.output_tokens_details or self.used.output_tokens_details


class _Support(BaseModel):
    supported: bool = False


class _Abilities(BaseModel):
    image_input: _Support = Field(default_factory=_Support)
    structured_outputs: _Support = Field(default_factory=_Support)


class _Model(BaseModel):
    id: str
    lifecycle: str = "active"
    max_input_tokens: int | None = None
    capabilities: _Abilities | None = None


class _Models(BaseModel):
    data: list[_Model]


def read_models(content: bytes) -> list[ModelInfo]:
    """The models that can be called. Raises `ValueError` for anything else."""
    listed = _Models.model_validate_json(content).data
    return [
        ModelInfo(each.id, _abilities(each.capabilities), context=each.max_input_tokens or None)
        for each in listed
        if each.lifecycle != "retired"
    ]


def _abilities(known: _Abilities | None) -> frozenset[Ability]:
    sees = known is None or known.image_input.supported
    holds = known is None or known.structured_outputs.supported
    every: list[tuple[Ability, bool]] = [
        ("chat", True), ("tools", True), ("json", True), ("images", sees), ("schema", holds),
    ]  # fmt: skip
    return frozenset(name for name, has in every if has)
