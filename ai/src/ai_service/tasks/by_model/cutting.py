"""Cuts texts that are too long to read or write at once, by LangChain's splitter: at paragraphs, then lines, sentences.

The pieces together are the text, to the letter. LangChain is imported when a text is first cut.
"""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from ai_service.providers.problems import ContextTooLong
from ai_service.tasks.by_model.asking import CutOff

_SEPARATORS = ["\f", "\n\n", "\n", ". ", " ", ""]
_SMALLEST = 500

T = TypeVar("T")


def cut(text: str, size: int) -> list[str]:
    """Pieces of at most `size` characters."""
    if len(text) <= size:
        return [text]
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(
        separators=_SEPARATORS, chunk_size=size, chunk_overlap=0, keep_separator="end", strip_whitespace=False
    )
    return splitter.split_text(text)


async def fitting(size: int, work: Callable[[int], Awaitable[T]]) -> T:
    """The work done with pieces of this size, or of half of it, and so on, where the model reads or writes no more."""
    while True:
        try:
            return await work(size)
        except (ContextTooLong, CutOff):
            size //= 2
            if size < _SMALLEST:
                raise
