"""What answers: a chat by a vendor's model, a task by a model or by the built-in local provider. Who asks need not know
which."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
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
    RewriteAnswer,
    RewriteRequest,
    SummariseAnswer,
    SummariseRequest,
    TranslateAnswer,
    TranslateRequest,
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
        """Choose one of the labels, several, or none."""
        ...

    async def answer(self, request: AnswerRequest) -> AnswerAnswer:
        """Answer the question from the text alone, or say that it does not hold the answer."""
        ...

    async def rewrite(self, request: RewriteRequest) -> RewriteAnswer:
        """Say the text differently."""
        ...

    async def translate(self, request: TranslateRequest) -> TranslateAnswer:
        """Say the text in another language."""
        ...


class Completes(Protocol):
    """The part of `ChatProvider` that tasks need."""

    async def complete(self, request: ChatRequest, *, model: str) -> Reply:
        """The next message."""
        ...


@dataclass(frozen=True)
class TaskModel:
    """A model that answers tasks. `provider` and `note` are told with each answer; prices are in USD per million
    tokens."""

    chat: Completes
    model: str
    provider: str
    note: str
    input_price: float = 0.0
    output_price: float = 0.0


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
