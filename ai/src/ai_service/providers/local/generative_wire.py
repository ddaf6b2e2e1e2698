"""Between the hub's words and what llama.cpp's server takes and gives. Pure.

Tool calls are a schema-constrained choice, `{"tool": …, "arguments": …}` or `{"reply": …}`: small models do not keep to
the formats that llama.cpp's own parsers of tool calls expect.
"""

from collections.abc import Mapping, Sequence
from typing import Any, cast

import orjson

from ai_service.providers import problems
from ai_service.providers.vocabulary import Reply, Stop, Tokens
from contracts.ai import AnswerSchema, ChatMessage, ChatRequest, ToolCall, ToolNamed, ToolSpec

_MOST_TOKENS = 768
_LONGEST_TEXT = 1_000_000
_NO_REPETITION = {"dry_multiplier": 0.8}

Json = dict[str, Any]


def body_of(request: ChatRequest, *, stream: bool, repeats_itself: bool = False) -> Json:
    """The request for llama.cpp. Who `repeats_itself` without end is kept from it. Raises `NotOffered` for pictures."""
    if any(message.images for message in request.messages):
        raise problems.NotOffered("The language model on this machine sees no pictures. Connect a model that does.")
    tools = offered(request)
    body: Json = {
        "messages": _messages(request.messages, tools),
        "max_tokens": request.max_tokens or _MOST_TOKENS,
        "temperature": request.temperature or 0,
        "stream": stream,
        "cache_prompt": True,
    }
    wanted = _format(request, tools)
    optional = {"top_p": request.top_p, "seed": request.seed, "stop": request.stop or None, "response_format": wanted}
    body |= {name: value for name, value in optional.items() if value is not None}
    if repeats_itself and wanted is None:
        body |= _NO_REPETITION
    if stream:
        body["stream_options"] = {"include_usage": True}
    return body


def offered(request: ChatRequest) -> Sequence[ToolSpec]:
    """The tools that may be used this time."""
    if request.tool_choice == "none":
        return ()
    if isinstance(request.tool_choice, ToolNamed):
        return [tool for tool in request.tools if tool.name == request.tool_choice.name]
    return request.tools


def _messages(messages: Sequence[ChatMessage], tools: Sequence[ToolSpec]) -> list[dict[str, str]]:
    """Only the roles that every chat template knows, taking turns."""
    said = [("system", _about(tools))] if tools else []
    said += [_as_text(message) for message in messages]
    found: list[dict[str, str]] = []
    for role, text in said:
        if found and found[-1]["role"] == role:
            found[-1]["content"] += f"\n\n{text}"
        else:
            found.append({"role": role, "content": text})
    return found


def _about(tools: Sequence[ToolSpec]) -> str:
    lines = [f"- {tool.name}: {tool.description} {orjson.dumps(tool.parameters).decode()}" for tool in tools]
    return (
        'You can use tools. To use one answer {"tool": its name, "arguments": {…}}; to answer yourself {"reply": …}.\n'
        + "\n".join(lines)
    )


def _as_text(message: ChatMessage) -> tuple[str, str]:
    if message.role == "tool":
        return "user", f"The tool's result: {message.content}"
    calls = [orjson.dumps({"tool": call.name, "arguments": call.arguments}).decode() for call in message.calls]
    return message.role, "\n".join([*([message.content] if message.content or not calls else []), *calls])


def _format(request: ChatRequest, tools: Sequence[ToolSpec]) -> Json | None:
    wanted = request.format.body if isinstance(request.format, AnswerSchema) else None
    if tools:
        reply = (
            None if request.tool_choice == "required" or isinstance(request.tool_choice, ToolNamed) else wanted or _TEXT
        )
        return _held_to(union(tools, reply))
    if wanted is not None:
        return _held_to(wanted)
    return {"type": "json_object"} if request.format == "json" else None


_TEXT: Json = {"type": "string"}


def _held_to(schema: Json) -> Json:
    return {"type": "json_schema", "json_schema": {"name": "answer", "schema": schema}}


def union(tools: Sequence[ToolSpec], reply: Json | None) -> Json:
    """Exactly one of the tools with its arguments or, where `reply` is given, an answer of that schema."""
    shared: Json = {}
    choices = [
        _closed({"tool": {"const": tool.name}, "arguments": _hoisted(tool.parameters, f"tool{place}_", shared)})
        for place, tool in enumerate(tools)
    ]
    if reply is not None:
        choices.append(_closed({"reply": _hoisted(reply, "reply_", shared)}))
    return {"anyOf": choices, **({"$defs": shared} if shared else {})}


def _closed(properties: Json) -> Json:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _hoisted(schema: Json, prefix: str, shared: Json) -> Json:
    """The schema with its definitions moved to `shared`, and what refers to them following."""

    def moved(part: Any) -> Any:
        if isinstance(part, Mapping):
            named = cast("Mapping[str, Any]", part)
            return {
                key: value.replace("#/$defs/", f"#/$defs/{prefix}")
                if key == "$ref" and isinstance(value, str)
                else moved(value)
                for key, value in named.items()
                if key != "$defs"
            }
        return [moved(each) for each in cast("list[Any]", part)] if isinstance(part, list) else part

    shared |= {f"{prefix}{name}": moved(each) for name, each in cast("Json", schema.get("$defs", {})).items()}
    return moved(schema)


def tokens_of(usage: Json | None) -> Tokens:
    """What was counted."""
    counted: Json = usage or {}
    details: Json = counted.get("prompt_tokens_details") or {}
    cached = details.get("cached_tokens", 0)
    return Tokens(taken=counted.get("prompt_tokens", 0), given=counted.get("completion_tokens", 0), cached=cached)


def reply_of(
    text: str, reason: str | None, tokens: Tokens, request: ChatRequest, *, model: str, answer_id: str
) -> Reply:
    """The whole answer in the hub's words. Raises `EndpointAnsweredNonsense` for a tool call cut short."""
    stop: Stop = "length" if reason == "length" else "end"
    if not offered(request):
        return Reply(_says(text), stop, tokens, model, answer_id)
    try:
        said: Json = orjson.loads(text)
    except orjson.JSONDecodeError:
        raise problems.EndpointAnsweredNonsense(
            "The language model on this machine did not finish its tool call. Allow more tokens, or "
            "connect a larger model."
        ) from None
    if "tool" in said:
        call = ToolCall(id=f"call_{answer_id[-24:]}", name=said["tool"], arguments=said.get("arguments"))
        return Reply(ChatMessage(role="assistant", calls=[call]), "tools", tokens, model, answer_id)
    reply = said.get("reply")
    written = reply if isinstance(reply, str) else orjson.dumps(reply).decode()
    return Reply(_says(written), stop, tokens, model, answer_id)


def _says(text: str) -> ChatMessage:
    return ChatMessage(role="assistant", content=text.strip()[:_LONGEST_TEXT])


def refusal(said: Any) -> problems.RequestRefused:
    """The problem for an error of llama.cpp: a sentence, or an object with `type` and `message`."""
    error: Json = cast("Json", said) if isinstance(said, dict) else {"message": said}
    if error.get("type") == "exceed_context_size_error":
        return problems.ContextTooLong(
            f"The conversation has {error.get('n_prompt_tokens')} tokens; the language model on this machine reads "
            f"{error.get('n_ctx')}. Shorten it, or allow more with LOCAL_GGUF_CONTEXT."
        )
    return problems.RequestRefused(
        f"The language model on this machine refused the request: {str(error['message'])[:300]}"
    )
