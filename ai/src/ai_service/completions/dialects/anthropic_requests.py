"""Requests in Anthropic's dialect: what they ask for, and how to say it to a vendor that speaks another.

Source: the messages of Anthropic's API reference, version 2023-06-01, as its Python client 2.14 sends them.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from ai_service.completions.dialects.reading import a_text, an_object, built, objects, refused
from contracts.ai import ChatMessage, ChatRequest, Image, OnBehalfOf

_UNTRANSLATABLE = ("top_k", "container", "mcp_servers")
_EFFORTS = {"low": "low", "medium": "medium", "high": "high", "xhigh": "high", "max": "high"}
_CHOICES = {"auto": "auto", "any": "required", "none": "none"}
_THOUGHTS = {"thinking", "redacted_thinking"}


def chat_request(body: Mapping[str, Any], on_behalf_of: OnBehalfOf) -> ChatRequest:
    """The request in the words of the hub. Raises `InvalidRequest` for what only Anthropic's own format can say."""
    for name in _UNTRANSLATABLE:
        if body.get(name):
            raise refused(f"/{name}", "This model is not reached in Anthropic's format and has nothing like it.")
    if "max_tokens" not in body:
        raise refused("/max_tokens", "Say how long the answer may be: this field is required.")
    config = an_object(body.get("output_config") or {}, "/output_config")
    choice, parallel = _tool_choice(body.get("tool_choice"))
    values = {
        "messages": list(_messages(body)),
        "tools": [_tool(each, at) for at, each in objects(body.get("tools"), "/tools")],
        "tool_choice": choice,
        "parallel_calls": parallel,
        "format": _format(config.get("format")),
        "model": body.get("model"),
        "max_tokens": body["max_tokens"],
        "temperature": body.get("temperature"),
        "top_p": body.get("top_p"),
        "stop": body.get("stop_sequences") or [],
        "effort": _EFFORTS.get(str(config.get("effort"))),
        "on_behalf_of": on_behalf_of,
    }
    return built(ChatRequest, values, "")


def _messages(body: Mapping[str, Any]) -> Iterator[ChatMessage]:
    system = body.get("system")
    if system:
        yield built(ChatMessage, {"role": "system", "content": _text(system, "/system")}, "/system")
    for at, message in objects(body.get("messages"), "/messages"):
        match message.get("role"):
            case "user":
                yield from _said_by_user(message.get("content"), at)
            case "assistant":
                yield _said_by_model(message.get("content"), at)
            case "system":
                yield built(ChatMessage, {"role": "system", "content": _text(message.get("content"), at)}, at)
            case _:
                raise refused(f"{at}/role", "This must be `user` or `assistant`.")


def _blocks(content: Any, at: str) -> list[tuple[str, dict[str, Any]]]:
    if isinstance(content, str):
        return [(at, {"type": "text", "text": content})]
    return objects(content, f"{at}/content")


def _text(content: Any, at: str) -> str:
    return "\n".join(a_text(block.get("text"), f"{where}/text") for where, block in _blocks(content, at))


def _said_by_user(content: Any, at: str) -> Iterator[ChatMessage]:
    """What tools answered comes first, each a message of its own; then what the person says."""
    texts: list[str] = []
    images: list[Image] = []
    answers = 0
    for where, block in _blocks(content, at):
        match block.get("type"):
            case "text":
                texts.append(a_text(block.get("text"), f"{where}/text"))
            case "image":
                images.append(_image(block, where))
            case "tool_result":
                answers += 1
                yield _tool_result(block, where)
            case kind:
                raise refused(f"{where}/type", f"Blocks of the type {kind!r} are not passed on to this model.")
    if texts or images or not answers:
        yield built(ChatMessage, {"role": "user", "content": "\n".join(texts), "images": images}, at)


def _tool_result(block: dict[str, Any], at: str) -> ChatMessage:
    texts: list[str] = []
    images: list[Image] = []
    for where, inner in _blocks(block.get("content") or "", at):
        if inner.get("type") == "image":
            images.append(_image(inner, where))
        else:
            texts.append(a_text(inner.get("text"), f"{where}/text"))
    said = "\n".join(texts)
    if block.get("is_error"):
        said = f"Error: {said}"
    values = {"role": "tool", "call_id": block.get("tool_use_id"), "content": said, "images": images}
    return built(ChatMessage, values, at)


def _said_by_model(content: Any, at: str) -> ChatMessage:
    """A model's thoughts are signed by its vendor and mean nothing to another: they are left out."""
    texts: list[str] = []
    calls: list[dict[str, Any]] = []
    for where, block in _blocks(content, at):
        kind = block.get("type")
        if kind == "text":
            texts.append(a_text(block.get("text"), f"{where}/text"))
        elif kind == "tool_use":
            calls.append({"id": block.get("id"), "name": block.get("name"), "arguments": block.get("input") or {}})
        elif kind not in _THOUGHTS:
            raise refused(f"{where}/type", f"Blocks of the type {kind!r} are not passed on to this model.")
    return built(ChatMessage, {"role": "assistant", "content": "\n".join(texts), "calls": calls}, at)


def _image(block: dict[str, Any], at: str) -> Image:
    source = an_object(block.get("source"), f"{at}/source")
    if source.get("type") == "base64":
        return built(Image, {"media_type": source.get("media_type"), "data": source.get("data")}, f"{at}/source")
    if source.get("type") == "url":
        return built(Image, {"url": source.get("url")}, f"{at}/source")
    raise refused(f"{at}/source/type", "This must be `base64` or `url`.")


def _tool(tool: dict[str, Any], at: str) -> dict[str, Any]:
    if tool.get("type", "custom") != "custom":
        raise refused(f"{at}/type", "Anthropic's own tools are not passed on to this model.")
    return {
        "name": tool.get("name"),
        "description": tool.get("description") or "",
        "parameters": an_object(tool.get("input_schema"), f"{at}/input_schema"),
    }


def _tool_choice(given: Any) -> tuple[Any, bool]:
    if given is None:
        return "auto", True
    choice = an_object(given, "/tool_choice")
    parallel = choice.get("disable_parallel_tool_use") is not True
    if choice.get("type") == "tool":
        return {"name": choice.get("name")}, parallel
    if choice.get("type") not in _CHOICES:
        raise refused("/tool_choice/type", "This must be `auto`, `any`, `tool` or `none`.")
    return _CHOICES[choice["type"]], parallel


def _format(given: Any) -> Any:
    if given is None:
        return "text"
    wanted = an_object(given, "/output_config/format")
    return {"body": an_object(wanted.get("schema"), "/output_config/format/schema")}
