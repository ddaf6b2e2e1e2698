"""Reads what a stream tells about itself while its bytes pass by nearly untouched. Pure."""

import re
from collections.abc import Iterator
from typing import Any, Protocol

import orjson

from ai_service.completions.dialects import anthropic_answers, openai_answers
from ai_service.completions.dialects.errors import DialectName
from ai_service.completions.dialects.reading import part, parts
from ai_service.providers.vocabulary import Stop, Tokens

_TELLS = re.compile(rb'"usage"\s*:\s*\{|"finish_reason"\s*:\s*"|\[DONE\]')
_TELLS_TOO = re.compile(rb"message_start|message_delta|message_stop")
_ENDS = re.compile(rb"\r?\n\r?\n")


class Scan(Protocol):
    """What a stream told so far. `complete` once it has said that it ends; `events` is how many there were."""

    tokens: Tokens | None
    stop: Stop
    complete: bool
    events: int

    def passed(self, batch: bytes) -> bytes:
        """Look through whole events; answers what of them is passed on."""
        ...


def scan_of(dialect: DialectName, *, counted: bool) -> Scan:
    """The scan for a dialect. `counted`: the caller asked for the chunk that says what it took."""
    return OpenAiScan(counted=counted) if dialect == "openai" else AnthropicScan()


def whole_events(buffered: bytes) -> tuple[bytes, bytes]:
    """What of the bytes are whole events, and what is the beginning of the next."""
    if buffered.endswith((b"\n\n", b"\r\n\r\n")):
        return buffered, b""
    cut = max(buffered.rfind(b"\n\n") + 2, buffered.rfind(b"\r\n\r\n") + 4)
    return (buffered[:cut], buffered[cut:]) if cut > 3 else (b"", buffered)


def error_in(batch: bytes) -> bytes | None:
    """The error that a stream begins with instead of an answer, as JSON."""
    first = next(data_in(batch), b"")
    found: Any = read_data(first) if b'"error"' in first[:200] else None
    return first if part(found, "error") else None


def data_in(batch: bytes) -> Iterator[bytes]:
    """What the events of a batch hold."""
    for event in _ENDS.split(batch):
        for line in event.splitlines():
            if line.startswith(b"data:"):
                yield line[5:].strip()


def read_data(data: bytes) -> Any:
    """Its JSON; None where it is none."""
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError:
        return None


class OpenAiScan:
    """Of a stream of chat completion chunks. We always ask for the chunk with the usage; it is taken out again where
    the caller did not ask for it."""

    def __init__(self, *, counted: bool) -> None:
        self.tokens: Tokens | None = None
        self.stop: Stop = "end"
        self.complete = False
        self.events = 0
        self._counted = counted

    def passed(self, batch: bytes) -> bytes:
        """Look through whole events; answers what of them is passed on."""
        self.events += batch.count(b"data:")
        if not _TELLS.search(batch):
            return batch
        kept = [event for event in _ENDS.split(batch) if event.strip() and self._is_for_caller(event)]
        return b"".join(event + b"\n\n" for event in kept)

    def _is_for_caller(self, event: bytes) -> bool:
        data = next(data_in(event), b"")
        if data == b"[DONE]":
            self.complete = True
            return True
        chunk = read_data(data)
        choices = parts(chunk, "choices")
        self.tokens = openai_answers.tokens_in(chunk) or self.tokens
        for choice in choices:
            if finish := choice.get("finish_reason"):
                self.stop, self.complete = openai_answers.stop_of(finish), True
        return self._counted or bool(choices) or not part(chunk, "usage")


class AnthropicScan:
    """Of a stream of message events. What was read is told at its beginning, what was written at its end."""

    def __init__(self) -> None:
        self.tokens: Tokens | None = None
        self.stop: Stop = "end"
        self.complete = False
        self.events = 0

    def passed(self, batch: bytes) -> bytes:
        """Look through whole events; all of them are passed on."""
        self.events += batch.count(b"data:")
        if _TELLS_TOO.search(batch):
            for data in data_in(batch):
                self._learn(read_data(data))
        return batch

    def _learn(self, event: Any) -> None:
        kind = part({"event": event}, "event").get("type")
        if kind == "message_start":
            self.tokens = anthropic_answers.tokens_in(part(event, "message"))
        elif kind == "message_delta":
            self._end(event)
        elif kind == "message_stop":
            self.complete = True

    def _end(self, event: Any) -> None:
        told, begun = anthropic_answers.tokens_in(event), self.tokens or Tokens()
        if told is not None:
            # Counts here are of the whole answer; some servers repeat only what they wrote.
            taken = told if told.taken else begun
            self.tokens = Tokens(taken.taken, told.given, taken.cached, taken.cache_written, told.reasoning)
        reason = part(event, "delta").get("stop_reason")
        self.stop = anthropic_answers.stop_of(reason)
