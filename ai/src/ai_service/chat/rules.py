"""Between the conversation of the contract and OpenAI's wire format. Pure."""

from collections.abc import Sequence
from typing import Any, Literal

import orjson

from ai_service.providers.openai_compatible.wire import Call, Completion
from contracts.ai import ChatMessage, ChatRequest, ToolCall

Stop = Literal["end", "tools", "length", "refused"]
_MOST_CALLS = 100
_STOPS: dict[str, Stop] = {"tool_calls": "tools", "length": "length", "content_filter": "refused"}


def wire_messages(messages: Sequence[ChatMessage]) -> list[dict[str, Any]]:
    """As OpenAI's API takes them."""
    return [_wire(each) for each in messages]


def _wire(message: ChatMessage) -> dict[str, Any]:
    wire: dict[str, Any] = {"role": message.role, "content": message.content}
    if message.calls:
        wire["content"] = message.content or None
        wire["tool_calls"] = [
            {
                "id": call.id,
                "type": "function",
                "function": {"name": call.name, "arguments": _as_written(call.arguments)},
            }
            for call in message.calls
        ]
    if message.call_id is not None:
        wire["tool_call_id"] = message.call_id
    return wire


def _as_written(arguments: Any) -> str:
    return arguments if isinstance(arguments, str) else orjson.dumps(arguments or {}).decode()


def wire_options(request: ChatRequest) -> dict[str, Any]:
    """The tools, as OpenAI's API takes them."""
    if not request.tools:
        return {}
    return {"tools": [{"type": "function", "function": each.model_dump()} for each in request.tools]}


def said(completion: Completion) -> tuple[ChatMessage, Stop]:
    """What the model said, and why it stopped."""
    choice = completion.choices[0]
    listed = (choice.message.tool_calls or [])[:_MOST_CALLS]
    calls = [_call(place, each) for place, each in enumerate(listed)]
    stop: Stop = "tools" if calls else _STOPS.get(choice.finish_reason or "", "end")
    return ChatMessage(role="assistant", content=(choice.message.content or "")[:1_000_000], calls=calls), stop


def _call(place: int, call: Call) -> ToolCall:
    return ToolCall(
        id=(call.id or f"call_{place}")[:200], name=call.function.name[:200], arguments=_read(call.function.arguments)
    )


def _read(arguments: str | dict[str, Any] | None) -> Any:
    """Arguments are JSON in a text; what cannot be read stays what the model wrote."""
    if not isinstance(arguments, str):
        return arguments or {}
    try:
        return orjson.loads(arguments) if arguments.strip() else {}
    except ValueError:
        return arguments
