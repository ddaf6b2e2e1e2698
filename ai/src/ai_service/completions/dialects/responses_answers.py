"""Answers of OpenAI's responses API, made of those of its chats: whole, or event by event as the chunks come.

Source: the responses of OpenAI's API reference, as its Python client 3.57 reads them.
"""

from collections.abc import Iterator, Mapping
from typing import Any, cast

import orjson

from ai_service.completions.dialects.reading import count, part, parts
from ai_service.completions.dialects.scanning import data_in, read_data

Json = dict[str, Any]

_ECHOED: Mapping[str, Any] = {
    "instructions": None,
    "max_output_tokens": None,
    "metadata": {},
    "parallel_tool_calls": True,
    "previous_response_id": None,
    "reasoning": {"effort": None, "summary": None},
    "temperature": None,
    "text": {"format": {"type": "text"}},
    "tool_choice": "auto",
    "tools": [],
    "top_p": None,
    "user": None,
}
_WHY_INCOMPLETE = {"length": "max_output_tokens", "content_filter": "content_filter"}


def response(completion: Any, asked: Mapping[str, Any], id: str) -> Json:
    """The response that a chat completion is."""
    choice = (parts(completion, "choices") or [{}])[0]
    frame = _frame(asked, id, completion)
    output = list(_output(part({"message": choice.get("message")}, "message"), id))
    return {**frame, **_ending(str(choice.get("finish_reason"))), "output": output, "usage": _usage(completion)}


def _frame(asked: Mapping[str, Any], id: str, said: Any) -> Json:
    """What every response has, before anything is said."""
    echoed = {name: usual if asked.get(name) is None else asked[name] for name, usual in _ECHOED.items()}
    same: Json = {"id": f"resp_{id}", "object": "response", "created_at": count(said.get("created")), "store": False}
    rest: Json = {"status": "in_progress", "error": None, "incomplete_details": None, "output": [], "usage": None}
    return {**same, "model": said.get("model"), "background": False, "truncation": "disabled", **echoed, **rest}


def _ending(finish: str) -> Json:
    why = _WHY_INCOMPLETE.get(finish)
    return {"status": "incomplete", "incomplete_details": {"reason": why}} if why else {"status": "completed"}


def _output(message: Mapping[str, Any], id: str) -> Iterator[Json]:
    content = [_text(message["content"])] if message.get("content") else []
    content += [_refusal(message["refusal"])] if message.get("refusal") else []
    calls = parts(message, "tool_calls")
    if content or not calls:
        yield _said(id, 0, content or [_text("")])
    for place, call in enumerate(calls, start=int(bool(content))):
        function = part(call, "function")
        yield _call(id, place, call.get("id"), str(function.get("name")), str(function.get("arguments") or ""))


def _text(text: str) -> Json:
    return {"type": "output_text", "text": text, "annotations": [], "logprobs": []}


def _refusal(text: str) -> Json:
    return {"type": "refusal", "refusal": text}


def _said(id: str, place: int, content: list[Json], status: str = "completed") -> Json:
    return {"type": "message", "id": f"msg_{id}_{place}", "status": status, "role": "assistant", "content": content}


def _call(id: str, place: int, call_id: Any, name: str, arguments: str, status: str = "completed") -> Json:
    same: Json = {"type": "function_call", "id": f"fc_{id}_{place}", "call_id": call_id or f"call_{id}_{place}"}
    return {**same, "status": status, "name": name, "arguments": arguments}


def _usage(said: Any) -> Json | None:
    used = part(said, "usage")
    if not used:
        return None
    taken, given = count(used.get("prompt_tokens")), count(used.get("completion_tokens"))
    cached = count(part(used, "prompt_tokens_details").get("cached_tokens"))
    thought = count(part(used, "completion_tokens_details").get("reasoning_tokens"))
    return {
        "input_tokens": taken,
        "input_tokens_details": {"cached_tokens": cached, "cache_write_tokens": 0},
        "output_tokens": given,
        "output_tokens_details": {"reasoning_tokens": thought},
        "total_tokens": taken + given,
    }


class EventWriter:
    """Makes the events of a response out of the chunks of a chat; its items are closed when the chat has ended."""

    def __init__(self, asked: Mapping[str, Any], id: str) -> None:
        self._asked = asked
        self._id = id
        self._frame: Json = {}
        self._items: dict[Any, Json] = {}
        self._finish = "stop"
        self._usage: Json | None = None
        self._number = 0

    def passed(self, chunks: bytes) -> bytes:
        """The events that whole chunks come to."""
        events: list[bytes] = []
        for data in data_in(chunks):
            chunk: Any = read_data(data)
            if isinstance(chunk, dict):  # and no `[DONE]`
                events += self._chunk(cast("Json", chunk))
        return b"".join(events)

    def end(self) -> bytes:
        """The last events, after the last chunk."""
        return b"".join(self._ended())

    def _event(self, kind: str, **values: Any) -> bytes:
        data = orjson.dumps({"type": f"response.{kind}", "sequence_number": self._number, **values})
        self._number += 1
        return f"event: response.{kind}\ndata: ".encode() + data + b"\n\n"

    def _chunk(self, chunk: Json) -> Iterator[bytes]:
        if not self._frame:
            self._frame = _frame(self._asked, self._id, chunk)
            yield self._event("created", response=self._frame)
            yield self._event("in_progress", response=self._frame)
        self._usage = _usage(chunk) or self._usage
        for choice in parts(chunk, "choices"):
            delta = part(choice, "delta")
            for name in ("content", "refusal"):
                if delta.get(name):
                    yield from self._spoken(name, str(delta[name]))
            for call in parts(delta, "tool_calls"):
                yield from self._called(call)
            self._finish = str(choice.get("finish_reason") or self._finish)

    def _spoken(self, name: str, text: str) -> Iterator[bytes]:
        if name not in self._items:
            content = _text("") if name == "content" else _refusal("")
            place = len(self._items)
            item = _said(self._id, place, [], "in_progress")
            yield self._event("output_item.added", output_index=place, item=item)
            self._items[name] = {**item, "content": [content]}
            yield self._event("content_part.added", **self._where(name), content_index=0, part=content)
        said = self._items[name]["content"][0]
        field = "text" if name == "content" else "refusal"
        said[field] += text
        more: Json = {"logprobs": []} if name == "content" else {}
        yield self._event(f"{_SPOKEN[name]}.delta", **self._where(name), content_index=0, delta=text, **more)

    def _called(self, call: Json) -> Iterator[bytes]:
        key, function = ("call", call.get("index")), part(call, "function")
        if key not in self._items:
            place = len(self._items)
            name = str(function.get("name") or "")
            item = self._items[key] = _call(self._id, place, call.get("id"), name, "", "in_progress")
            yield self._event("output_item.added", output_index=place, item=item)
        if arguments := function.get("arguments"):
            self._items[key]["arguments"] += arguments
            yield self._event("function_call_arguments.delta", **self._where(key), delta=arguments)

    def _where(self, key: Any) -> Json:
        return {"item_id": self._items[key]["id"], "output_index": list(self._items).index(key)}

    def _ended(self) -> Iterator[bytes]:
        for key, item in self._items.items():
            item["status"] = "completed"
            where = self._where(key)
            if item["type"] == "function_call":
                said: Json = {"name": item["name"], "arguments": item["arguments"]}
                yield self._event("function_call_arguments.done", **where, **said)
            else:
                content = item["content"][0]
                said = (
                    {"text": content["text"], "logprobs": []} if key == "content" else {"refusal": content["refusal"]}
                )
                yield self._event(f"{_SPOKEN[key]}.done", **where, content_index=0, **said)
                yield self._event("content_part.done", **where, content_index=0, part=content)
            yield self._event("output_item.done", output_index=where["output_index"], item=item)
        ending = _ending(self._finish)
        output = list(self._items.values())
        whole = {**self._frame, **ending, "output": output, "usage": self._usage}
        yield self._event(ending["status"], response=whole)


_SPOKEN = {"content": "output_text", "refusal": "refusal"}
