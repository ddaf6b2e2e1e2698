"""Between a whole answer and its pieces, and what a model wrote as arguments of a tool. Pure."""

from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from ai_service.providers.vocabulary import CallPiece, EndPiece, Piece, Reply, TextPiece
from contracts.ai import ChatMessage, ToolCall

MOST_CALLS = 100
_MOST_TEXT = 1_000_000


def read_arguments(written: Any) -> Any:
    """Arguments are JSON in a text; what cannot be read stays what the model wrote."""
    if not isinstance(written, str):
        return written or {}
    try:
        return orjson.loads(written) if written.strip() else {}
    except ValueError:
        return written


def written_arguments(arguments: Any) -> str:
    """Arguments as the text of JSON that a model would have written."""
    return arguments if isinstance(arguments, str) else orjson.dumps(arguments or {}).decode()


def message_of(text: str, calls: Iterable[ToolCall] = ()) -> ChatMessage:
    """What the model said, within the bounds of the contract."""
    kept = list(calls)[:MOST_CALLS]
    return ChatMessage(role="assistant", content=text[:_MOST_TEXT], calls=kept)


def call_of(id: str | None, name: str, written: Any, *, fallback: str) -> ToolCall:
    """A tool call; `fallback` names one that came without an id."""
    return ToolCall(id=(id or fallback)[:200], name=name[:200], arguments=read_arguments(written))


def reply_of(pieces: Iterable[Piece]) -> Reply | None:
    """The whole answer that these pieces make; None when the last is missing."""
    texts: list[str] = []
    calls: dict[int, list[CallPiece]] = {}
    for piece in pieces:
        match piece:
            case TextPiece():
                texts.append(piece.text)
            case CallPiece():
                calls.setdefault(piece.place, []).append(piece)
            case EndPiece():
                message = message_of("".join(texts), [_joined(place, parts) for place, parts in sorted(calls.items())])
                return Reply(message, piece.stop, piece.tokens, piece.model, piece.id, piece.stopped_at)
    return None


def _joined(place: int, parts: list[CallPiece]) -> ToolCall:
    id = next((part.id for part in parts if part.id), None)
    name = next((part.name for part in parts if part.name), "")
    return call_of(id, name, "".join(part.arguments for part in parts), fallback=f"call_{place}")


def pieces_of(reply: Reply, *, characters: int = 40) -> Iterator[Piece]:
    """The same answer in pieces of so many characters."""
    for piece in _cut(reply.message.content, characters):
        yield TextPiece(piece)
    for place, call in enumerate(reply.message.calls):
        yield CallPiece(place, call.id, call.name)
        for piece in _cut(written_arguments(call.arguments), characters):
            yield CallPiece(place, arguments=piece)
    yield EndPiece(reply.stop, reply.tokens, reply.model, reply.id, reply.stopped_at)


def _cut(text: str, size: int) -> Iterator[str]:
    for at in range(0, len(text), size):
        yield text[at : at + size]
