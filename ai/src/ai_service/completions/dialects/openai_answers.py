"""Answers in OpenAI's dialect: written from the hub's words, and read from vendors that speak it.

Source: the chat completions and embeddings of OpenAI's API reference, as its Python client 3.54 reads them.
"""

import base64
import struct
from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from ai_service.completions.dialects.reading import count, part, written
from ai_service.providers.vocabulary import CallPiece, EndPiece, Piece, Reply, Stop, TextPiece, Tokens, Vectors
from contracts.ai import ToolCall

_FINISH: Mapping[Stop, str] = {"end": "stop", "tools": "tool_calls", "length": "length", "refused": "content_filter"}
_STOPS: Mapping[str, Stop] = {"tool_calls": "tools", "length": "length", "content_filter": "refused"}


def completion(reply: Reply, *, at: int) -> dict[str, Any]:
    """A chat completion; `at` is when it was made, in seconds since 1970."""
    message: dict[str, Any] = {"role": "assistant", "content": reply.message.content or None, "refusal": None}
    if reply.message.calls:
        message["tool_calls"] = [_call(call) for call in reply.message.calls]
    elif message["content"] is None:
        message["content"] = ""
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": _FINISH[reply.stop]}
    return {
        "id": reply.id,
        "object": "chat.completion",
        "created": at,
        "model": reply.model,
        "choices": [choice],
        "usage": usage(reply.tokens),
    }


def usage(tokens: Tokens) -> dict[str, Any]:
    """What it took."""
    return {
        "prompt_tokens": tokens.taken,
        "completion_tokens": tokens.given,
        "total_tokens": tokens.taken + tokens.given,
        "prompt_tokens_details": {"cached_tokens": tokens.cached},
        "completion_tokens_details": {"reasoning_tokens": tokens.reasoning},
    }


def _call(call: ToolCall) -> dict[str, Any]:
    return {
        "id": call.id,
        "type": "function",
        "function": {"name": call.name, "arguments": written(call.arguments)},
    }


class ChunkWriter:
    """Writes the pieces of one answer as server-sent events; `counted` adds the chunk that says what it took."""

    def __init__(self, id: str, model: str, *, at: int, counted: bool) -> None:
        self._head = {"id": id, "object": "chat.completion.chunk", "created": at, "model": model}
        self._counted = counted
        self._begun = False

    def write(self, piece: Piece) -> bytes:
        """The events of a piece."""
        match piece:
            case TextPiece(text):
                return self._begin() + self._chunk({"content": text})
            case CallPiece():
                return self._begin() + self._chunk({"tool_calls": [_piece_of_call(piece)]})
            case EndPiece():
                last = self._begin() + self._chunk({}, _FINISH[piece.stop])
                if self._counted:
                    last += event({**self._head, "choices": [], "usage": usage(piece.tokens)})
                return last + DONE

    def _begin(self) -> bytes:
        if self._begun:
            return b""
        self._begun = True
        return self._chunk({"role": "assistant", "content": ""})

    def _chunk(self, delta: Mapping[str, Any], finish: str | None = None) -> bytes:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        return event({**self._head, "choices": [choice], **({"usage": None} if self._counted else {})})


def event(data: Mapping[str, Any]) -> bytes:
    """One server-sent event."""
    return b"data: " + orjson.dumps(data) + b"\n\n"


DONE = b"data: [DONE]\n\n"


def _piece_of_call(piece: CallPiece) -> dict[str, Any]:
    function: dict[str, Any] = {"arguments": piece.arguments}
    if piece.name is not None:
        function["name"] = piece.name
    call: dict[str, Any] = {"index": piece.place, "function": function}
    return {**call, "id": piece.id, "type": "function"} if piece.id is not None else call


def embeddings(vectors: Vectors, *, packed: bool) -> dict[str, Any]:
    """A list of embeddings; `packed` writes each as base64 of little-endian 32-bit floats."""
    data = [
        {"object": "embedding", "index": place, "embedding": _packed(vector) if packed else vector}
        for place, vector in enumerate(vectors.vectors)
    ]
    taken = vectors.tokens.taken
    used = {"prompt_tokens": taken, "total_tokens": taken}
    return {"object": "list", "data": data, "model": vectors.model, "usage": used}


def _packed(vector: Sequence[float]) -> str:
    return base64.b64encode(struct.pack(f"<{len(vector)}f", *vector)).decode()


def tokens_in(answer: Any) -> Tokens | None:
    """What a whole answer or a chunk says it took; None where it says nothing."""
    used = part(answer, "usage")
    if not used:
        return None
    return Tokens(
        taken=count(used.get("prompt_tokens")),
        given=count(used.get("completion_tokens")),
        cached=count(part(used, "prompt_tokens_details").get("cached_tokens")),
        reasoning=count(part(used, "completion_tokens_details").get("reasoning_tokens")),
    )


def stop_of(finish: Any) -> Stop:
    """Why a vendor's model stopped."""
    return _STOPS.get(str(finish), "end")
