"""Answers in Anthropic's dialect: written from the hub's words, and read from vendors that speak it.

Source: the messages of Anthropic's API reference, version 2023-06-01, as its Python client 2.14 reads them.
"""

from collections.abc import Mapping
from typing import Any

import orjson

from ai_service.completions.dialects.reading import count, part
from ai_service.providers.vocabulary import CallPiece, EndPiece, Piece, Reply, Stop, TextPiece, Tokens
from contracts.ai import ToolCall

_REASONS: Mapping[Stop, str] = {"end": "end_turn", "tools": "tool_use", "length": "max_tokens", "refused": "refusal"}
_STOPS: Mapping[str, Stop] = {"tool_use": "tools", "max_tokens": "length", "refusal": "refused"}


def message(reply: Reply) -> dict[str, Any]:
    """A message."""
    blocks: list[dict[str, Any]] = [_call(call) for call in reply.message.calls]
    if reply.message.content or not blocks:
        blocks.insert(0, {"type": "text", "text": reply.message.content})
    return {
        "id": reply.id,
        "type": "message",
        "role": "assistant",
        "model": reply.model,
        "content": blocks,
        **_stopped(reply.stop, reply.stopped_at),
        "usage": usage(reply.tokens),
    }


def usage(tokens: Tokens) -> dict[str, Any]:
    """What it took. Tokens read from or written to the vendor's cache are counted apart from the others here."""
    return {
        "input_tokens": max(0, tokens.taken - tokens.cached - tokens.cache_written),
        "output_tokens": tokens.given,
        "cache_read_input_tokens": tokens.cached,
        "cache_creation_input_tokens": tokens.cache_written,
    }


def _stopped(stop: Stop, stopped_at: str | None) -> dict[str, Any]:
    met = stop == "end" and stopped_at is not None
    return {"stop_reason": "stop_sequence" if met else _REASONS[stop], "stop_sequence": stopped_at if met else None}


def _call(call: ToolCall) -> dict[str, Any]:
    is_object = isinstance(call.arguments, dict)
    given = {"input": call.arguments if is_object else {"arguments": call.arguments}}
    return {"type": "tool_use", "id": call.id, "name": call.name, **given}


class EventWriter:
    """Writes the pieces of one answer as server-sent events: blocks that open, grow and close, one at a time."""

    def __init__(self, id: str, model: str) -> None:
        self._id = id
        self._model = model
        self._begun = False
        self._next = 0
        self._open: str | int | None = None

    def write(self, piece: Piece) -> bytes:
        """The events of a piece."""
        match piece:
            case TextPiece(text):
                begun = self._block("text", {"type": "text", "text": ""})
                return begun + self._delta({"type": "text_delta", "text": text})
            case CallPiece():
                block: dict[str, Any] = {
                    "type": "tool_use",
                    "id": piece.id or "",
                    "name": piece.name or "",
                    "input": {},
                }
                begun = self._block(piece.place, block)
                more = {"type": "input_json_delta", "partial_json": piece.arguments}
                return begun + (self._delta(more) if piece.arguments else b"")
            case EndPiece():
                return self._end(piece)

    def _begin(self) -> bytes:
        if self._begun:
            return b""
        self._begun = True
        empty: dict[str, Any] = {"content": [], "stop_reason": None, "stop_sequence": None, "usage": usage(Tokens())}
        head = {"id": self._id, "type": "message", "role": "assistant", "model": self._model, **empty}
        return event("message_start", {"message": head})

    def _block(self, which: str | int, block: Mapping[str, Any]) -> bytes:
        """Open a block, unless it is the open one."""
        if self._open == which:
            return b""
        before = self._begin() + self._close()
        self._open = which
        return before + event("content_block_start", {"index": self._next, "content_block": block})

    def _delta(self, delta: Mapping[str, Any]) -> bytes:
        return event("content_block_delta", {"index": self._next, "delta": delta})

    def _close(self) -> bytes:
        if self._open is None:
            return b""
        self._open, closed = None, self._next
        self._next += 1
        return event("content_block_stop", {"index": closed})

    def _end(self, piece: EndPiece) -> bytes:
        last = {"delta": _stopped(piece.stop, piece.stopped_at), "usage": usage(piece.tokens)}
        return self._begin() + self._close() + event("message_delta", last) + event("message_stop", {})


def event(name: str, data: Mapping[str, Any]) -> bytes:
    """One server-sent event; its name stands in its data, too."""
    return b"event: " + name.encode() + b"\ndata: " + orjson.dumps({"type": name, **data}) + b"\n\n"


def tokens_in(answer: Any) -> Tokens | None:
    """What a whole answer says it took; None where it says nothing."""
    used = part(answer, "usage")
    if not used:
        return None
    cached, cache_written = count(used.get("cache_read_input_tokens")), count(used.get("cache_creation_input_tokens"))
    return Tokens(
        taken=count(used.get("input_tokens")) + cached + cache_written,
        given=count(used.get("output_tokens")),
        cached=cached,
        cache_written=cache_written,
        reasoning=count(part(used, "output_tokens_details").get("thinking_tokens")),
    )


def stop_of(reason: Any) -> Stop:
    """Why a vendor's model stopped."""
    return _STOPS.get(str(reason), "end")
