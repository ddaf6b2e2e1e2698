"""Between our words and OpenAI's responses API, which keeps nothing for us (`store` is false). Pure.

Format: https://platform.openai.com/docs/api-reference/responses
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, cast

from pydantic import BaseModel, Field

from ai_service.providers.folding import call_of, message_of, written_arguments
from ai_service.providers.openai.chat_wire import image_url, is_strict
from ai_service.providers.vocabulary import CallPiece, EndPiece, Piece, Reply, Stop, TextPiece, Tokens
from contracts.ai import ChatMessage, ChatRequest, ToolNamed


def asked(request: ChatRequest, model: str) -> dict[str, Any]:
    """The body of a request. The API knows no stop texts and no seed."""
    wanted: dict[str, Any] = {
        "model": model,
        "store": False,
        "input": [item for message in request.messages for item in _items(message)],
        "max_output_tokens": request.max_tokens,
        "temperature": request.temperature,
        "top_p": request.top_p,
        "text": _format(request),
        "reasoning": {"effort": request.effort} if request.effort else None,
        **_tools(request),
    }
    return {name: value for name, value in wanted.items() if value is not None}


def _items(message: ChatMessage) -> Iterator[dict[str, Any]]:
    if message.role == "tool":
        yield {"type": "function_call_output", "call_id": message.call_id or "", "output": message.content}
        return
    kind = "output_text" if message.role == "assistant" else "input_text"
    parts: list[dict[str, Any]] = [{"type": kind, "text": message.content}] if message.content else []
    parts += [{"type": "input_image", "detail": "auto", "image_url": image_url(each)} for each in message.images]
    if parts:
        yield {"type": "message", "role": message.role, "content": parts}
    for call in message.calls:
        written = written_arguments(call.arguments)
        yield {"type": "function_call", "call_id": call.id, "name": call.name, "arguments": written}


def _tools(request: ChatRequest) -> dict[str, Any]:
    if not request.tools:
        return {}
    choice = request.tool_choice
    named = {"type": "function", "name": choice.name} if isinstance(choice, ToolNamed) else choice
    return {
        "tools": [{"type": "function", "strict": False, **each.model_dump()} for each in request.tools],
        "tool_choice": None if named == "auto" else named,
        "parallel_tool_calls": None if request.parallel_calls else False,
    }


def _format(request: ChatRequest) -> dict[str, Any] | None:
    match request.format:
        case "text":
            return None
        case "json":
            return {"format": {"type": "json_object"}}
        case schema:
            held = {"name": schema.name, "schema": schema.body, "strict": is_strict(schema.body)}
            return {"format": {"type": "json_schema", **held}}


class _Part(BaseModel):
    type: str
    text: str = ""
    refusal: str = ""


class _Item(BaseModel):
    type: str
    content: list[_Part] | None = None
    call_id: str | None = None
    name: str = ""
    arguments: str = ""


class _Parts(BaseModel):
    cached_tokens: int | None = None
    cache_write_tokens: int | None = None
    reasoning_tokens: int | None = None


class _Used(BaseModel):
    input_tokens: int = Field(default=0, ge=0)
    output_tokens: int = Field(default=0, ge=0)
    input_tokens_details: _Parts = Field(default_factory=_Parts)
    output_tokens_details: _Parts = Field(default_factory=_Parts)


class _Incomplete(BaseModel):
    reason: str | None = None


class Failure(BaseModel):
    """Why a response failed."""

    code: str | None = None
    message: str = ""


class Response(BaseModel):
    """A response, as far as we read it."""

    id: str
    model: str
    status: str = "completed"
    output: list[_Item]
    usage: _Used | None = None
    incomplete_details: _Incomplete | None = None
    error: Failure | None = None


def reply(said: Response) -> Reply:
    """The whole answer."""
    parts = [part for item in said.output if item.type == "message" for part in item.content or []]
    calls = [
        call_of(item.call_id, item.name, item.arguments, fallback=f"call_{said.id}_{place}")
        for place, item in enumerate(item for item in said.output if item.type == "function_call")
    ]
    text = "".join(part.text or part.refusal for part in parts)
    stop = _stop(said, calls=bool(calls), refusal=any(part.type == "refusal" for part in parts))
    return Reply(message_of(text, calls), stop, _tokens(said.usage), said.model, said.id)


def _stop(said: Response, *, calls: bool, refusal: bool) -> Stop:
    reason = said.incomplete_details.reason if said.incomplete_details else None
    if refusal or reason == "content_filter":
        return "refused"
    if reason is not None:
        return "length"
    return "tools" if calls else "end"


def _tokens(used: _Used | None) -> Tokens:
    if used is None:
        return Tokens()
    read = used.input_tokens_details
    return Tokens(
        taken=used.input_tokens,
        given=used.output_tokens,
        cached=read.cached_tokens or 0,
        cache_written=read.cache_write_tokens or 0,
        reasoning=used.output_tokens_details.reasoning_tokens or 0,
    )


class ResponseFailed(ValueError):
    """The stream says that the response failed."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure


@dataclass
class Events:
    """Turns a stream's events into pieces."""

    places: dict[int, int] = field(default_factory=dict[int, int])
    """Output index → place of the call."""

    def pieces(self, event: dict[str, Any]) -> Iterator[Piece]:
        """The pieces in this event. Raises `ResponseFailed`."""
        match event.get("type"):
            case "response.output_text.delta" | "response.refusal.delta":
                yield TextPiece(str(event["delta"]))
            case "response.output_item.added":
                yield from self._added(int(event["output_index"]), cast("dict[str, Any]", event["item"]))
            case "response.function_call_arguments.delta":
                yield CallPiece(self.places[int(event["output_index"])], arguments=str(event["delta"]))
            case "response.completed" | "response.incomplete":
                whole = reply(Response.model_validate(event["response"]))
                yield EndPiece(whole.stop, whole.tokens, whole.model, whole.id)
            case "response.failed":
                raise ResponseFailed(Response.model_validate(event["response"]).error or Failure())
            case "error":
                raise ResponseFailed(Failure.model_validate(event))
            case _:
                pass

    def _added(self, index: int, item: dict[str, Any]) -> Iterator[Piece]:
        if item.get("type") == "function_call":
            place = self.places.setdefault(index, len(self.places))
            yield CallPiece(place, item.get("call_id"), item.get("name"), str(item.get("arguments") or ""))
