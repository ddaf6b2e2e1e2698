"""The packaged models as some of the hub's (`ChatProvider`): for embeddings, and the small language model beside it."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager

import numpy as np

from ai_service.providers import problems
from ai_service.providers.local.embedding import Embedder
from ai_service.providers.local.generative import LocalChat
from ai_service.providers.reckoning import tokens_about
from ai_service.providers.vocabulary import ModelInfo, Piece, Reply, Tokens, Vectors
from contracts.ai import ChatRequest

NAME = "all-MiniLM-L6-v2"
_DIMENSIONS = 384
_CONTEXT = 256
_CANNOT_WRITE = (
    "The built-in model makes embeddings and does the tasks; it cannot hold a conversation. "
    "An administrator can connect a language model under Settings → AI models."
)


class LocalModels:
    """The packaged sentence-embedding model, and the language model on this machine where there is one.

    No text leaves this machine.
    """

    def __init__(self, embedder: Embedder, chat: LocalChat) -> None:
        self._embedder = embedder
        self._chat = chat

    async def complete(self, request: ChatRequest, *, model: str) -> Reply:
        """By the language model."""
        self._must_chat(model)
        return await self._chat.complete(request, model=model)

    @asynccontextmanager
    async def stream(self, request: ChatRequest, *, model: str) -> AsyncGenerator[AsyncGenerator[Piece]]:
        """By the language model."""
        self._must_chat(model)
        async with self._chat.stream(request, model=model) as pieces:
            yield pieces

    def _must_chat(self, model: str) -> None:
        if model == NAME:
            raise problems.NotOffered(_CANNOT_WRITE)
        if model != self._chat.name:
            raise problems.ModelUnknown(f"The built-in provider has “{NAME}” and “{self._chat.name}”, not “{model}”.")

    async def embed(self, texts: Sequence[str], *, model: str, dimensions: int | None = None) -> Vectors:
        """Unit vectors of 384 numbers."""
        if model != NAME:
            self._must_chat(model)
            return await self._chat.embed(texts, model=model, dimensions=dimensions)
        if dimensions is not None and dimensions != _DIMENSIONS:
            raise problems.NotOffered(f"“{NAME}” makes vectors of {_DIMENSIONS} numbers only.")
        vectors = await self._embedder.embed(texts)
        taken = sum(tokens_about(len(text)) for text in texts)
        return Vectors(_plain(vectors), Tokens(taken=taken, estimated=True), NAME)

    async def models(self) -> list[ModelInfo]:
        """Those there are."""
        embedding = ModelInfo(NAME, frozenset({"embeddings"}), context=_CONTEXT, input_price=0, output_price=0)
        return [embedding, *await self._chat.models()]

    async def close(self) -> None:
        """The model stays: the tasks use it too."""


def _plain(vectors: np.ndarray[tuple[int, ...], np.dtype[np.float32]]) -> list[list[float]]:
    return [[float(number) for number in row] for row in vectors]
