"""What answers: a chat by a vendor's model, a task by a model or by the built-in local provider. Who asks need not know
which."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from ai_service.providers.vocabulary import ModelInfo, Piece, Reply, Vectors
from contracts.ai import (
    AnswerAnswer,
    AnswerRequest,
    ChatRequest,
    ClassifyAnswer,
    ClassifyRequest,
    Document,
    ExtractAnswer,
    ExtractRequest,
    SummariseAnswer,
    SummariseRequest,
)

ReadPages = Callable[[Document], Awaitable[list[str]]]
"""Reads a document as plain text, a string a page. Raises a `Problem` when it cannot be read."""


class TaskProvider(Protocol):
    """Answers tasks. Each answer says who gave it (`answered_by`) and what it took (`usage`)."""

    async def summarise(self, request: SummariseRequest) -> SummariseAnswer:
        """Say the text in a few sentences."""
        ...

    async def extract(self, request: ExtractRequest) -> ExtractAnswer:
        """Find the wanted values; null where nothing supports one."""
        ...

    async def classify(self, request: ClassifyRequest) -> ClassifyAnswer:
        """Choose one of the labels."""
        ...

    async def answer(self, request: AnswerRequest) -> AnswerAnswer:
        """Answer the question from the text alone, or say that it does not hold the answer."""
        ...


class ChatProvider(Protocol):
    """Models of one vendor, reached one way. Each method raises the problems of `providers.problems`."""

    async def complete(self, request: ChatRequest, *, model: str) -> Reply:
        """The next message."""
        ...

    def stream(self, request: ChatRequest, *, model: str) -> AbstractAsyncContextManager[AsyncGenerator[Piece]]:
        """The next message in pieces. What the vendor refuses is raised on entering, before the first piece."""
        ...

    async def embed(self, texts: Sequence[str], *, model: str, dimensions: int | None = None) -> Vectors:
        """A vector for each text. Raises `NotOffered` where the vendor has none."""
        ...

    async def models(self) -> list[ModelInfo]:
        """The models it offers."""
        ...
