"""Between our words and OpenAI's chat completions. Pure.

Format: https://platform.openai.com/docs/api-reference/chat
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from ai_service.providers.folding import call_of, message_of, written_arguments
from ai_service.providers.openai_compatible.dialect import Dialect
from ai_service.providers.openai_compatible.wire import Chunk, ChunkChoice, Completion, Model, Pricing, Used
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

_STOPS: dict[str, Stop] = {
    "stop": "end",
    "tool_calls": "tools",
    "function_call": "tools",
    "length": "length",
    "content_filter": "refused",
}
CHAT: frozenset[Ability] = frozenset({"chat", "tools", "json", "schema", "images"})
_EMBEDDINGS: frozenset[Ability] = frozenset({"embeddings"})
_OTHER_WORK = ("whisper", "tts", "dall-e", "moderation", "transcribe", "gpt-image", "sora", "rerank")


def asked(request: ChatRequest, model: str, dialect: Dialect) -> dict[str, Any]:
    """The body of a request."""
    wanted: dict[str, Any] = {
        "model": model,
        "messages": [_message(each) for each in request.messages],
        dialect.most_tokens: request.max_tokens,
        "temperature": request.temperature,
        "top_p": request.top_p,
        "stop": request.stop or None,
        "response_format": _format(request),
        **_tools(request, dialect),
    }
    if dialect.seed == "seed":
        wanted["seed"] = request.seed
    elif dialect.seed and request.seed is not None:
        wanted["extra_body"] = {dialect.seed: request.seed}
    if dialect.effort:
        wanted["reasoning_effort"] = request.effort
    return {name: value for name, value in wanted.items() if value is not None}


def _message(message: ChatMessage) -> dict[str, Any]:
    wire: dict[str, Any] = {"role": message.role, "content": message.content}
    if message.images:
        text = [{"type": "text", "text": message.content}] if message.content else []
        pictures = [{"type": "image_url", "image_url": {"url": image_url(each)}} for each in message.images]
        wire["content"] = [*text, *pictures]
    if message.calls:
        wire["content"] = message.content or None
        wire["tool_calls"] = [
            {
                "id": call.id,
                "type": "function",
                "function": {"name": call.name, "arguments": written_arguments(call.arguments)},
            }
            for call in message.calls
        ]
    if message.call_id is not None:
        wire["tool_call_id"] = message.call_id
    return wire


def image_url(image: Image) -> str:
    """The picture's address, or its data as one."""
    return image.url or f"data:{image.media_type};base64,{image.data}"


def _tools(request: ChatRequest, dialect: Dialect) -> dict[str, Any]:
    if not request.tools:
        return {}
    choice = request.tool_choice
    named = {"type": "function", "function": {"name": choice.name}} if isinstance(choice, ToolNamed) else choice
    return {
        "tools": [{"type": "function", "function": each.model_dump()} for each in request.tools],
        "tool_choice": None if named == "auto" else named,
        "parallel_tool_calls": False if dialect.parallel_calls and not request.parallel_calls else None,
    }


def _format(request: ChatRequest) -> dict[str, Any] | None:
    match request.format:
        case "text":
            return None
        case "json":
            return {"type": "json_object"}
        case schema:
            held = {"name": schema.name, "schema": schema.body, "strict": is_strict(schema.body)}
            return {"type": "json_schema", "json_schema": held}


def is_strict(schema: Any) -> bool:
    """Whether OpenAI can hold an answer to this schema exactly: every object closed, every property required."""
    if isinstance(schema, list):
        return all(is_strict(each) for each in cast("list[Any]", schema))
    if not isinstance(schema, dict):
        return True
    here = cast("dict[str, Any]", schema)
    properties: Any = here.get("properties")
    if here.get("type") == "object" or isinstance(properties, dict):
        names = set(cast("dict[str, Any]", properties or {}))
        if here.get("additionalProperties") is not False or names != set(here.get("required") or []):
            return False
    return all(is_strict(each) for each in here.values())


def reply(completion: Completion, model: str) -> Reply:
    """The whole answer."""
    choice = completion.choices[0]
    said = choice.message
    calls = [
        call_of(call.id, call.function.name, call.function.arguments, fallback=_named(completion.id, place))
        for place, call in enumerate(said.tool_calls or [])
    ]
    stop = _stop(choice.finish_reason, calls=bool(calls), refusal=bool(said.refusal))
    message = message_of(said.content or said.refusal or "", calls)
    return Reply(message, stop, tokens(completion.usage), completion.model or model, completion.id or "")


def _named(answer: str | None, place: int) -> str:
    return f"call_{answer or 'x'}_{place}"


def _stop(reason: str | None, *, calls: bool, refusal: bool) -> Stop:
    if refusal:
        return "refused"
    return "tools" if calls else _STOPS.get(reason or "", "end")


def tokens(used: Used | None) -> Tokens:
    """What it took, 0 where nothing is said."""
    if used is None:
        return Tokens()
    read, written = used.prompt_tokens_details, used.completion_tokens_details
    return Tokens(
        taken=used.prompt_tokens,
        given=used.completion_tokens,
        cached=(read and read.cached_tokens) or 0,
        cache_written=(read and read.cache_write_tokens) or 0,
        reasoning=(written and written.reasoning_tokens) or 0,
    )


@dataclass
class Chunks:
    """Turns a stream's chunks into pieces; the end is told once its reason has come and no more chunks follow."""

    model: str
    id: str = ""
    reason: str | None = None
    used: Used | None = None
    refusal: bool = False
    calls: set[int] = field(default_factory=set[int])

    def pieces(self, chunk: Chunk) -> Iterator[Piece]:
        """The pieces in this chunk."""
        self.model, self.id = chunk.model or self.model, chunk.id or self.id
        self.used = chunk.usage or self.used
        for choice in chunk.choices:
            if choice.index == 0:
                yield from self._said(choice)

    def _said(self, choice: ChunkChoice) -> Iterator[Piece]:
        self.reason = choice.finish_reason or self.reason
        delta = choice.delta
        if delta is None:
            return
        self.refusal = self.refusal or bool(delta.refusal)
        if text := delta.content or delta.refusal:
            yield TextPiece(text)
        for order, part in enumerate(delta.tool_calls or []):
            place = order if part.index is None else part.index
            name = part.function.name if part.function else None
            written: Any = part.function.arguments if part.function else None
            id = part.id or (None if place in self.calls else _named(self.id, place))
            self.calls.add(place)
            yield CallPiece(place, id, name, written_arguments(written) if written else "")

    def end(self) -> EndPiece | None:
        """The last piece; None when the stream ended before the model had."""
        if self.reason is None:
            return None
        stop = _stop(self.reason, calls=bool(self.calls), refusal=self.refusal)
        return EndPiece(stop, tokens(self.used), self.model, self.id)


def models(listed: Sequence[Model]) -> list[ModelInfo]:
    """The models that answer or embed; what each can do is told by its name alone, as lists say nothing of it."""
    return [_info(model) for model in listed if not any(word in model.id.lower() for word in _OTHER_WORK)]


def _info(model: Model) -> ModelInfo:
    lengths = (model.context_length, model.context_window, model.max_model_len, model.max_context_length)
    prices = model.pricing if isinstance(model.pricing, Pricing) else Pricing()
    return ModelInfo(
        model.id,
        _EMBEDDINGS if "embed" in model.id.lower() else CHAT,
        context=next((length for length in lengths if length), None),
        input_price=_per_million(prices.prompt),
        output_price=_per_million(prices.completion),
    )


def _per_million(price: float | None) -> float | None:
    return None if price is None or price < 0 else round(price * 1_000_000, 6)


def read_chunk(said: Mapping[str, Any]) -> Chunk:
    """A chunk of a stream. Raises `ValueError` for anything else."""
    return Chunk.model_validate(said)
