"""A vendor that speaks another dialect than the caller is asked through its provider, in the words of the hub."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import AsyncExitStack
from typing import Any

import orjson

from ai_service.completions.deps import Hub
from ai_service.completions.dialects.anthropic_answers import EventWriter, message
from ai_service.completions.dialects.openai_answers import ChunkWriter, completion, embeddings
from ai_service.completions.dialects.openai_requests import texts_of
from ai_service.completions.stages import Answer, Ask, Tally
from ai_service.providers import problems
from ai_service.providers.connected import Connected
from ai_service.providers.reckoning import tokens_about
from ai_service.providers.vocabulary import CallPiece, EndPiece, Piece, Reply, TextPiece, Tokens
from ai_service.routing.rules import Candidate
from kernel.ids import uuid7_hex


async def ask(ask: Ask, candidate: Candidate, connected: Connected, deps: Hub) -> Answer:
    """Ask its provider. Raises the problems of `ai_service.providers.problems`, and `InvalidRequest` for what cannot
    be said in other words."""
    at = int(deps.clock().timestamp())
    if ask.task == "embeddings":
        return await _embedded(ask, candidate, connected)
    if ask.stream:
        return await _streamed(ask, candidate, connected, at)
    reply = await connected.provider.complete(ask.request(), model=candidate.model)
    content = reply if ask.dialect is None else orjson.dumps(_written(ask, reply, at))
    return Answer(content, Tally(reply.model, reply.tokens, reply.stop, complete=True), candidate)


def _written(ask: Ask, reply: Reply, at: int) -> dict[str, Any]:
    named = Reply(reply.message, reply.stop, reply.tokens, reply.model, reply.id or _new_id(ask), reply.stopped_at)
    return completion(named, at=at) if ask.dialect == "openai" else message(named)


def _new_id(ask: Ask) -> str:
    return f"{'chatcmpl-' if ask.dialect == 'openai' else 'msg_'}{uuid7_hex()}"


async def _embedded(ask: Ask, candidate: Candidate, connected: Connected) -> Answer:
    dimensions: Any = ask.body.get("dimensions")
    found = await connected.provider.embed(
        texts_of(ask.body), model=candidate.model, dimensions=dimensions if isinstance(dimensions, int) else None
    )
    content = orjson.dumps(embeddings(found, packed=_packed(ask.body)))
    return Answer(content, Tally(found.model, found.tokens, complete=True), candidate)


def _packed(body: Mapping[str, Any]) -> bool:
    return body.get("encoding_format") == "base64"


async def _streamed(ask: Ask, candidate: Candidate, connected: Connected, at: int) -> Answer:
    stack = AsyncExitStack()
    try:
        pieces = await stack.enter_async_context(connected.provider.stream(ask.request(), model=candidate.model))
        first = await anext(pieces, None)
        if first is None:
            raise problems.EndpointBrokeOff(f"{connected.name} ended its answer before it began.")
    except BaseException:
        await stack.aclose()
        raise
    id = _new_id(ask)
    writer = (
        ChunkWriter(id, candidate.model, at=at, counted=ask.counted)
        if ask.dialect == "openai"
        else EventWriter(id, candidate.model)
    )
    tally = Tally(candidate.model, Tokens(ask.needs.input_tokens, _weight(first), estimated=True))
    return Answer(_passed(first, pieces, writer, tally, stack, ask), tally, candidate)


async def _passed(
    first: Piece,
    pieces: AsyncGenerator[Piece],
    writer: ChunkWriter | EventWriter,
    tally: Tally,
    stack: AsyncExitStack,
    ask: Ask,
) -> AsyncGenerator[bytes]:
    given = 0
    async with stack:
        try:
            piece: Piece | None = first
            while piece is not None:
                given += _weight(piece)
                if isinstance(piece, EndPiece):
                    tally.tokens, tally.stop, tally.complete = piece.tokens, piece.stop, True
                yield writer.write(piece)
                piece = await anext(pieces, None)
            if not tally.complete:
                raise problems.EndpointBrokeOff("The model's answer broke off before its end.")
        finally:
            if not tally.complete:
                tally.tokens = Tokens(ask.needs.input_tokens, given, estimated=True)


def _weight(piece: Piece) -> int:
    """About how many tokens a piece is."""
    match piece:
        case TextPiece(text):
            return tokens_about(len(text))
        case CallPiece():
            return tokens_about(len(piece.arguments))
        case EndPiece():
            return 0
