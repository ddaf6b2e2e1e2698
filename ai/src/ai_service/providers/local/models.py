"""The packaged model as one of the hub's (`ChatProvider`): it makes embeddings, and says that it cannot write."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager

import numpy as np

from ai_service.providers import problems
from ai_service.providers.local.embedding import Embedder
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
    """The packaged sentence-embedding model. No text leaves this machine."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    async def complete(self, request: ChatRequest, *, model: str) -> Reply:
        """It cannot."""
        raise problems.NotOffered(_CANNOT_WRITE)

    @asynccontextmanager
    async def stream(self, request: ChatRequest, *, model: str) -> AsyncGenerator[AsyncGenerator[Piece]]:
        """It cannot."""
        raise problems.NotOffered(_CANNOT_WRITE)
        yield

    async def embed(self, texts: Sequence[str], *, model: str, dimensions: int | None = None) -> Vectors:
        """Unit vectors of 384 numbers."""
        if model != NAME:
            raise problems.ModelUnknown(f"The built-in provider has one model, “{NAME}”, and not “{model}”.")
        if dimensions is not None and dimensions != _DIMENSIONS:
            raise problems.NotOffered(f"“{NAME}” makes vectors of {_DIMENSIONS} numbers only.")
        vectors = await self._embedder.embed(texts)
        taken = sum(len(text) // 4 + 1 for text in texts)
        return Vectors(_plain(vectors), Tokens(taken=taken, estimated=True), NAME)

    async def models(self) -> list[ModelInfo]:
        """The one there is."""
        return [ModelInfo(NAME, frozenset({"embeddings"}), context=_CONTEXT, input_price=0, output_price=0)]

    async def close(self) -> None:
        """The model stays: the tasks use it too."""


def _plain(vectors: np.ndarray[tuple[int, ...], np.dtype[np.float32]]) -> list[list[float]]:
    return [[float(number) for number in row] for row in vectors]
