"""Requests of OpenAI's responses API, in the words of its chats. What only the vendor's servers could do is refused.

Source: the responses of OpenAI's API reference, as its Python client 3.57 sends them. Nothing is stored here, so what
leans on an answer stored before (`previous_response_id`, `conversation`, `background`) has nothing to lean on.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from ai_service.completions.dialects.reading import a_text, an_object, objects, refused

_SAME = (
    *("model", "temperature", "top_p", "parallel_tool_calls", "user", "metadata", "service_tier", "stream"),
    *("prompt_cache_key", "safety_identifier"),
)
_STORED = ("previous_response_id", "conversation", "background", "prompt", "context_management")
_ELSEWHERE = "Nothing is stored here that it could lean on: send the whole conversation as `input`."


def chat_of(body: Mapping[str, Any]) -> dict[str, Any]:
    """The same as a chat. Raises `InvalidRequest` for what a chat cannot say."""
    for name in _STORED:
        if body.get(name):
            raise refused(f"/{name}", _ELSEWHERE)
    chat = {name: body[name] for name in _SAME if body.get(name) is not None}
    said = [*_instructions(body), *_messages(body.get("input"))]
    more = {
        "max_completion_tokens": body.get("max_output_tokens"),
        "reasoning_effort": an_object(body.get("reasoning") or {}, "/reasoning").get("effort"),
        "response_format": _format(an_object(body.get("text") or {}, "/text").get("format")),
        "tools": [_tool(each, at) for at, each in objects(body.get("tools"), "/tools")] or None,
        "tool_choice": _choice(body.get("tool_choice")),
    }
    if chat.get("stream"):
        more["stream_options"] = {"include_usage": True}
    return {**chat, "messages": said, **{name: value for name, value in more.items() if value is not None}}


def _instructions(body: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    if body.get("instructions"):
        yield {"role": "system", "content": a_text(body["instructions"], "/instructions")}


def _messages(given: Any) -> list[dict[str, Any]]:
    if isinstance(given, str) and given:
        return [{"role": "user", "content": given}]
    found: list[dict[str, Any]] = []
    for at, item in objects(given, "/input"):
        match item.get("type", "message"):
            case "message":
                found.append(_message(item, at))
            case "function_call":
                _add_call(found, item)
            case "function_call_output":
                output = item.get("output")
                said = output if isinstance(output, str) else _content(output, f"{at}/output")
                found.append({"role": "tool", "tool_call_id": item.get("call_id"), "content": said})
            case "reasoning":
                pass  # a model's own thoughts mean nothing to another, as in the other dialects
            case kind:
                raise refused(f"{at}/type", f"Items of the type {kind!r} are not offered here.")
    if not found:
        raise refused("/input", "Send a text or at least one message.")
    return found


def _message(item: dict[str, Any], at: str) -> dict[str, Any]:
    content = item.get("content")
    said = content if isinstance(content, str) else _content(content, f"{at}/content")
    return {"role": item.get("role"), "content": said}


def _content(content: Any, at: str) -> str | list[dict[str, Any]]:
    """One text where there is nothing else: not every server takes parts."""
    parts = [_part(each, where) for where, each in objects(content, at)]
    if all(part["type"] == "text" for part in parts):
        return "\n".join(part["text"] for part in parts)
    return parts


def _part(part: dict[str, Any], at: str) -> dict[str, Any]:
    match part.get("type"):
        case "input_text" | "output_text" | "text":
            return {"type": "text", "text": a_text(part.get("text"), f"{at}/text")}
        case "refusal":
            return {"type": "text", "text": a_text(part.get("refusal"), f"{at}/refusal")}
        case "input_image" if part.get("image_url"):
            image = {"url": a_text(part["image_url"], f"{at}/image_url")}
            return {"type": "image_url", "image_url": image | ({"detail": part["detail"]} if "detail" in part else {})}
        case kind:
            raise refused(f"{at}/type", f"Parts of the type {kind!r} are not offered here; send texts and pictures.")


def _add_call(found: list[dict[str, Any]], item: dict[str, Any]) -> None:
    """Calls that follow one another were made in one message."""
    call = {
        "id": item.get("call_id"),
        "type": "function",
        "function": {"name": item.get("name"), "arguments": item.get("arguments") or "{}"},
    }
    if not (found and found[-1]["role"] == "assistant"):
        found.append({"role": "assistant", "content": None})
    found[-1].setdefault("tool_calls", []).append(call)


def _tool(tool: dict[str, Any], at: str) -> dict[str, Any]:
    if tool.get("type") != "function":
        raise refused(f"{at}/type", "Only tools of the type `function` are offered: others run at one vendor only.")
    names = ("name", "description", "parameters", "strict")
    return {"type": "function", "function": {name: tool[name] for name in names if tool.get(name) is not None}}


def _choice(choice: Any) -> Any:
    if choice is None or isinstance(choice, str):
        return choice
    wanted = an_object(choice, "/tool_choice")
    if wanted.get("type") != "function":
        raise refused("/tool_choice/type", "Name a function, or say `auto`, `none` or `required`.")
    return {"type": "function", "function": {"name": wanted.get("name")}}


def _format(given: Any) -> dict[str, Any] | None:
    if given is None:
        return None
    wanted = an_object(given, "/text/format")
    if wanted.get("type") != "json_schema":
        return wanted
    names = ("name", "description", "schema", "strict")
    return {
        "type": "json_schema",
        "json_schema": {name: wanted[name] for name in names if wanted.get(name) is not None},
    }
