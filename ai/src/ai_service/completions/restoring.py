"""Puts back into an answer what the guard has masked: whole, or in a stream whose pieces may cut a placeholder in two.

Above cache and recording: what those keep holds placeholders.
"""

import re
from collections.abc import AsyncGenerator, Iterator, Mapping
from contextlib import aclosing
from dataclasses import replace
from typing import Any, cast

import orjson

from ai_service.completions.dialects import anthropic_answers, openai_answers
from ai_service.completions.dialects.errors import DialectName
from ai_service.completions.dialects.reading import part, parts
from ai_service.completions.dialects.scanning import whole_events
from ai_service.guardrails.masking import Restorer, Vault
from ai_service.guardrails.walking import Words, everything
from ai_service.providers.vocabulary import Reply

_ENDS = re.compile(rb"\r?\n\r?\n")


def restored_reply(reply: Reply, vault: Vault, *, in_json: bool) -> Reply:
    """The reply as the caller may read it."""
    message = reply.message
    calls = [
        call.model_copy(update={"arguments": everything(call.arguments, vault.restored)}) for call in message.calls
    ]
    said = message.model_copy(update={"content": vault.restored(message.content, in_json=in_json), "calls": calls})
    return replace(reply, message=said)


def restored_bytes(body: bytes, vault: Vault, *, in_json: bool) -> bytes:
    """The same for an answer as it goes over the wire."""
    words = Words(
        lambda text: vault.restored(text, in_json=in_json),
        lambda text: vault.restored(text, in_json=True),
    )
    return orjson.dumps(words.over(orjson.loads(body)))


async def restored_stream(
    stream: AsyncGenerator[bytes], vault: Vault, dialect: DialectName, *, in_json: bool
) -> AsyncGenerator[bytes]:
    """The same for a stream of events."""
    events = _OpenAi(vault, in_json=in_json) if dialect == "openai" else _Anthropic(vault, in_json=in_json)
    buffered = b""
    async with aclosing(stream):
        async for piece in stream:
            whole, buffered = whole_events(buffered + piece)
            if whole and (said := b"".join(events.over(whole))):
                yield said
        if last := b"".join([*events.over(buffered), *events.end()]):
            yield last


class _Events:
    """What a stream says, one text after another; each has what is held back of it. `at` names one."""

    def __init__(self, vault: Vault, *, in_json: bool) -> None:
        self._vault = vault
        self._in_json = in_json
        self._texts: dict[tuple[Any, ...], Restorer] = {}

    def over(self, batch: bytes) -> Iterator[bytes]:
        """The events of a batch, said anew; what is no JSON is passed on."""
        for event in _ENDS.split(batch):
            if event.strip():
                data = _data(event)
                yield event + b"\n\n" if data is None else self.said(data, event)

    def said(self, data: dict[str, Any], event: bytes) -> bytes:
        """An event, and what must be said before it."""
        raise NotImplementedError

    def end(self) -> Iterator[bytes]:
        """What is left when the stream ends without having said so."""
        return iter(())

    def push(self, at: tuple[Any, ...], text: str, *, written: bool = False) -> str:
        """What can be said of this text so far."""
        if at not in self._texts:
            self._texts[at] = Restorer(self._vault, in_json=written or self._in_json)
        return self._texts[at].push(text)

    def rests(self, *beginning: Any) -> Iterator[tuple[tuple[Any, ...], str]]:
        """What was held back of the texts whose names begin so."""
        for at in [each for each in self._texts if each[: len(beginning)] == beginning]:
            if rest := self._texts.pop(at).rest():
                yield at, rest


class _OpenAi(_Events):
    """Chunks of chat completions."""

    _head: Mapping[str, Any] = {}

    def said(self, data: dict[str, Any], event: bytes) -> bytes:
        before = b""
        for choice in parts(data, "choices"):
            delta, place = part(choice, "delta"), choice.get("index")
            self._head = {**data, "usage": None} if "usage" in data else data
            for name in ("content", "refusal", "reasoning_content", "reasoning"):
                if isinstance(delta.get(name), str):
                    delta[name] = self.push((place, name), delta[name])
            for call in parts(delta, "tool_calls"):
                self._written(call, place)
            if choice.get("finish_reason"):
                before += b"".join(self._held(place))
        return before + openai_answers.event(data)

    def _written(self, call: dict[str, Any], place: Any) -> None:
        function = part(call, "function")
        if isinstance(function.get("arguments"), str):
            at = (place, "tool_calls", call.get("index"))
            function["arguments"] = self.push(at, function["arguments"], written=True)

    def _held(self, *beginning: Any) -> Iterator[bytes]:
        for (place, name, *call), rest in self.rests(*beginning):
            written = {"tool_calls": [{"index": call[0] if call else 0, "function": {"arguments": rest}}]}
            delta = written if name == "tool_calls" else {name: rest}
            choice = {"index": place, "delta": delta, "logprobs": None, "finish_reason": None}
            yield openai_answers.event({**self._head, "choices": [choice]})

    def end(self) -> Iterator[bytes]:
        return self._held()


class _Anthropic(_Events):
    """Events of a message: blocks that open, grow and close."""

    def said(self, data: dict[str, Any], event: bytes) -> bytes:
        kind, place, delta = data.get("type"), data.get("index"), part(data, "delta")
        if kind == "content_block_stop":
            return b"".join(self._held(place)) + event + b"\n\n"
        for name in ("text", "partial_json"):
            if isinstance(delta.get(name), str):
                delta[name] = self.push((place, name), delta[name], written=name == "partial_json")
                return anthropic_answers.event(str(kind), data)
        return event + b"\n\n"

    def _held(self, *beginning: Any) -> Iterator[bytes]:
        for (place, name), rest in self.rests(*beginning):
            kind = "text_delta" if name == "text" else "input_json_delta"
            yield anthropic_answers.event("content_block_delta", {"index": place, "delta": {"type": kind, name: rest}})

    def end(self) -> Iterator[bytes]:
        return self._held()


def _data(event: bytes) -> dict[str, Any] | None:
    """The object that an event holds."""
    lines = [line[5:].strip() for line in event.splitlines() if line.startswith(b"data:")]
    try:
        data: Any = orjson.loads(b"\n".join(lines)) if lines else None
    except orjson.JSONDecodeError:
        data = None
    return cast("dict[str, Any]", data) if isinstance(data, dict) else None
