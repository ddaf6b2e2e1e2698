"""Reads what was said out of requests and answers in any dialect, for people to read. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

import orjson

from ai_service.completions.dialects.reading import part, parts

_DATA = {"image", "image_url", "file", "document", "input_audio"}


def said_in(body: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Who said what in a request."""
    if system := body.get("system"):
        yield "system", _text(system)
    if "input" in body:
        yield "input", _text(body["input"])
    for message in parts(body, "messages"):
        yield str(message.get("role") or ""), words_of(message)


def words_of(message: Mapping[str, Any]) -> str:
    """The words of one message, with the tools it wants used."""
    calls = [_call(part(call, "function") or call) for name in ("tool_calls", "calls") for call in parts(message, name)]
    return "\n".join(filter(None, (_text(message.get("content")), *calls)))


def _text(content: Any) -> str:
    """Pictures and other data are only named."""
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        return "\n".join(filter(None, (_text(each) for each in cast("list[Any]", content))))
    return _block(cast("dict[str, Any]", content)) if isinstance(content, dict) else ""


def _block(block: Mapping[str, Any]) -> str:
    kind = block.get("type")
    if kind == "tool_use":
        return _call({"name": block.get("name"), "arguments": block.get("input")})
    if kind == "tool_result":
        return _text(block.get("content"))
    return f"[{kind}]" if kind in _DATA else _text(block.get("text"))


def _call(call: Mapping[str, Any]) -> str:
    arguments = call.get("arguments")
    written = arguments if isinstance(arguments, str) else orjson.dumps(arguments).decode()
    return f"→ {call.get('name')}({written})"


def answer_in(content: bytes) -> str:
    """The words of a whole answer."""
    answer = _read(content)
    choices = [part(choice, "message") for choice in parts(answer, "choices")]
    return "\n\n".join(words_of(message) for message in choices or [answer])


def answer_in_stream(content: bytes) -> str:
    """The words of a stream, then the tools it wants used."""
    texts: list[str] = []
    calls: dict[str, str] = {}
    for line in content.splitlines():
        if line.startswith(b"data:"):
            for place, text in _pieces(_read(line[5:])):
                if place:
                    calls[place] = calls.get(place, "→ ") + text
                else:
                    texts.append(text)
    return "\n".join(filter(None, ("".join(texts), *calls.values())))


def _pieces(event: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The texts in an event of either dialect; a place is that of a tool's call."""
    for choice in parts(event, "choices"):
        delta = part(choice, "delta")
        yield "", _text(delta.get("content"))
        for call in parts(delta, "tool_calls"):
            function = part(call, "function")
            yield f"call {call.get('index')}", f"{function.get('name') or ''} {function.get('arguments') or ''}".strip()
    place, block, delta = f"call {event.get('index')}", part(event, "content_block"), part(event, "delta")
    if block.get("type") == "tool_use":
        yield place, f"{block.get('name')} "
    if partial := delta.get("partial_json"):
        yield place, str(partial)
    yield "", _text(delta.get("text"))


def _read(data: bytes) -> dict[str, Any]:
    try:
        value: Any = orjson.loads(data)
    except orjson.JSONDecodeError:
        return {}
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}
