"""Records what another provider answers, or plays it back without asking anybody (`ChatProvider`)."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing, asynccontextmanager

from ai_service.providers import problems
from ai_service.providers.folding import pieces_of, reply_of
from ai_service.providers.protocol import ChatProvider
from ai_service.providers.replay import exchange
from ai_service.providers.replay.exchange import Recordings
from ai_service.providers.vocabulary import ModelInfo, Piece, Reply, Vectors
from contracts.ai import ChatRequest


class ReplayProvider:
    """Plays recorded exchanges back; with `inner`, asks it and records what it answers. Failures are not recorded."""

    def __init__(self, recordings: Recordings, inner: ChatProvider | None) -> None:
        self._recordings = recordings
        self._inner = inner

    async def _kept(self, key: str, said: str) -> bytes:
        kept = await self._recordings.find(key)
        if kept is None:
            raise problems.NotRecorded(
                f"No recording answers {said}. Set this provider to “record” and run it once, or check what has "
                f"changed in the request. Its hash is {key[:12]}."
            )
        return kept

    async def complete(self, request: ChatRequest, *, model: str) -> Reply:
        """The next message."""
        key = exchange.key_of(request, model)
        if self._inner is None:
            return exchange.read_reply(await self._kept(key, _last(request)))
        reply = await self._inner.complete(request, model=model)
        await self._recordings.keep(key, exchange.write_reply(reply))
        return reply

    @asynccontextmanager
    async def stream(self, request: ChatRequest, *, model: str) -> AsyncGenerator[AsyncGenerator[Piece]]:
        """The next message in pieces."""
        key = exchange.key_of(request, model)
        if self._inner is None:
            reply = exchange.read_reply(await self._kept(key, _last(request)))
            async with aclosing(_played(reply)) as pieces:
                yield pieces
            return
        async with (
            self._inner.stream(request, model=model) as coming,
            aclosing(self._recorded(coming, key)) as pieces,
        ):
            yield pieces

    async def _recorded(self, coming: AsyncGenerator[Piece], key: str) -> AsyncGenerator[Piece]:
        heard: list[Piece] = []
        async for piece in coming:
            heard.append(piece)
            reply = reply_of(heard[-1:]) and reply_of(heard)
            if reply:
                await self._recordings.keep(key, exchange.write_reply(reply))
            yield piece

    async def embed(self, texts: Sequence[str], *, model: str, dimensions: int | None = None) -> Vectors:
        """A vector for each text."""
        key = exchange.key_of_texts(texts, model, dimensions)
        if self._inner is None:
            return exchange.read_vectors(await self._kept(key, "these texts to embed"))
        vectors = await self._inner.embed(texts, model=model, dimensions=dimensions)
        await self._recordings.keep(key, exchange.write_vectors(vectors))
        return vectors

    async def models(self) -> list[ModelInfo]:
        """The models the other provider listed when it was last asked; none before."""
        if self._inner is None:
            kept = await self._recordings.find(exchange.KEY_OF_MODELS)
            return exchange.read_models(kept) if kept else []
        models = await self._inner.models()
        await self._recordings.keep(exchange.KEY_OF_MODELS, exchange.write_models(models))
        return models

    async def close(self) -> None:
        """The other provider is closed by who opened it."""


def _last(request: ChatRequest) -> str:
    return f"“{request.messages[-1].content[:80]}”"


async def _played(reply: Reply) -> AsyncGenerator[Piece]:
    for piece in pieces_of(reply):
        yield piece
