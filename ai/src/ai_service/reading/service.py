"""Reads a document whole and says where its tokens begin."""

from ai_service.completions.deps import Hub
from ai_service.documents import read_marked
from contracts.ai import Document
from contracts.reading import ReadAnswer, ReadPage


async def read(document: Document, *, deps: Hub) -> ReadAnswer:
    """The pages with the places of their tokens. Raises the problems of `documents`."""
    pages = await read_marked(document)
    tokens = await deps.token_starts(pages)
    return ReadAnswer(pages=[ReadPage(text=text, tokens=starts) for text, starts in zip(pages, tokens, strict=True)])
