"""What answers a task: the built-in local provider, or a model behind an endpoint. One protocol, so that tasks need
not know which."""

from collections.abc import Awaitable, Callable
from typing import Protocol

from contracts.ai import (
    AnswerAnswer,
    AnswerRequest,
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
