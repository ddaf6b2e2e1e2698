"""The providers that a company has connected, each ready to be asked."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import orjson

from ai_service.credentials import service as credentials
from ai_service.credentials.problems import NoEndpoint
from ai_service.deps import Deps
from ai_service.providers import problems
from ai_service.providers.openai_compatible.endpoint import Endpoint
from ai_service.providers.openai_compatible.endpoint import Tokens as Counted
from ai_service.providers.openai_compatible.wire import Call, Completion
from ai_service.providers.protocol import ChatProvider
from ai_service.providers.vocabulary import (
    Access,
    CallPiece,
    EndPiece,
    ModelInfo,
    Piece,
    Reply,
    Stop,
    TextPiece,
    Tokens,
    Vectors,
)
from contracts.ai import ChatMessage, ChatRequest, ToolCall

_STOPS: dict[str, Stop] = {"tool_calls": "tools", "length": "length", "content_filter": "refused"}


@dataclass(frozen=True)
class Connected:
    """One of them. `model` is the one it answers with where none is named; prices are in USD per million tokens."""

    id: str
    kind: str
    name: str
    provider: ChatProvider
    access: Access
    data_stays: bool
    model: str | None = None
    input_price: float | None = None
    output_price: float | None = None


async def connected(company_id: str, deps: Deps) -> list[Connected]:
    """Those enabled, in the order in which they are asked."""
    try:
        endpoint = await credentials.endpoint_for(company_id, deps)
    except NoEndpoint:
        return []
    access = Access(endpoint.base_url, endpoint.api_key, endpoint.seconds, endpoint.networks)
    one = Connected(
        id="endpoint",
        kind="openai_compatible",
        name="openai-compatible",
        provider=EndpointProvider(endpoint),
        access=access,
        data_stays=False,
        model=endpoint.model,
        input_price=endpoint.input_price,
        output_price=endpoint.output_price,
    )
    return [one]


class EndpointProvider:
    """`ChatProvider` over the one endpoint that a company has so far."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint

    async def complete(self, request: ChatRequest, *, model: str) -> Reply:
        """The next message."""
        endpoint = replace(self._endpoint, model=model)
        completion = await endpoint.complete([_wire(each) for each in request.messages], **_options(request))
        return _reply(completion, model)

    @asynccontextmanager
    async def stream(self, request: ChatRequest, *, model: str) -> AsyncGenerator[AsyncGenerator[Piece]]:
        """The next message in pieces."""
        counted = Counted()
        asked = {**_options(request), "messages": [_wire(each) for each in request.messages]}
        async with replace(self._endpoint, model=model).streamed(asked, counted) as events:
            yield _pieces(events, counted, model)

    async def embed(self, texts: Sequence[str], *, model: str, dimensions: int | None = None) -> Vectors:
        """Not by this way."""
        raise problems.NotOffered("This endpoint is asked for embeddings in OpenAI's format only.")

    async def models(self) -> list[ModelInfo]:
        """The models it lists."""
        return [ModelInfo(name) for name in await self._endpoint.models()]


def _options(request: ChatRequest) -> dict[str, Any]:
    given = {"temperature": request.temperature, "max_tokens": request.max_tokens, "top_p": request.top_p}
    options: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    if request.tools:
        options["tools"] = [{"type": "function", "function": each.model_dump()} for each in request.tools]
    if request.stop:
        options["stop"] = request.stop
    return options


def _wire(message: ChatMessage) -> dict[str, Any]:
    wire: dict[str, Any] = {"role": message.role, "content": message.content}
    if message.calls:
        wire["content"] = message.content or None
        wire["tool_calls"] = [
            {"id": each.id, "type": "function", "function": {"name": each.name, "arguments": _written(each.arguments)}}
            for each in message.calls
        ]
    if message.call_id is not None:
        wire["tool_call_id"] = message.call_id
    return wire


def _written(arguments: Any) -> str:
    return arguments if isinstance(arguments, str) else orjson.dumps(arguments or {}).decode()


def _reply(completion: Completion, model: str) -> Reply:
    choice = completion.choices[0]
    calls = [_call(place, each) for place, each in enumerate((choice.message.tool_calls or [])[:100])]
    stop: Stop = "tools" if calls else _STOPS.get(choice.finish_reason or "", "end")
    message = ChatMessage(role="assistant", content=(choice.message.content or "")[:1_000_000], calls=calls)
    return Reply(message, stop, Tokens(*completion.tokens), model, str(getattr(completion, "id", "")))


def _call(place: int, call: Call) -> ToolCall:
    arguments: Any = call.function.arguments
    if isinstance(arguments, str):
        try:
            arguments = orjson.loads(arguments) if arguments.strip() else {}
        except orjson.JSONDecodeError:
            arguments = call.function.arguments
    return ToolCall(id=(call.id or f"call_{place}")[:200], name=call.function.name[:200], arguments=arguments or {})


async def _pieces(events: AsyncGenerator[bytes], counted: Counted, model: str) -> AsyncGenerator[Piece]:
    stop: Stop = "end"
    async for event in events:
        data = event.removeprefix(b"data: ").strip()
        if data == b"[DONE]":
            yield EndPiece(stop, Tokens(counted.taken, counted.given), model, "")
            continue
        chunk: Any = orjson.loads(data)
        if "error" in chunk:
            raise problems.EndpointBrokeOff(str(chunk["error"].get("message")))
        choices: list[Any] = chunk.get("choices") or []
        for choice in choices:
            delta: Any = choice.get("delta") or {}
            stop = _STOPS.get(choice.get("finish_reason") or "", stop)
            if delta.get("content"):
                yield TextPiece(delta["content"])
            calls: list[Any] = delta.get("tool_calls") or []
            for call in calls:
                said: Any = call.get("function") or {}
                yield CallPiece(call.get("index", 0), call.get("id"), said.get("name"), said.get("arguments") or "")
