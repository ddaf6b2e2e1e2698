"""What the AI service does for who keeps texts and searches in them: reading, vectors, answers from passages."""

from typing import Protocol

from pydantic import BaseModel

from contracts.ai import AnswerAnswer, AnswerRequest, Document, Strict
from kernel.client import ServiceClient
from kernel.identity import Principal


class ReadRequest(Strict):
    """A document to be read whole, for who keeps its text."""

    document: Document


class ReadPage(BaseModel):
    """A page's text: headings begin with `#`, rows of tables with `|`. `tokens` is where each token begins in it."""

    text: str
    tokens: list[int]


class ReadAnswer(BaseModel):
    """A document's pages."""

    pages: list[ReadPage]


class Embedding(BaseModel):
    """One of the vectors, packed: base64 of little-endian 32-bit floats."""

    embedding: str


class Embeddings(BaseModel):
    """Vectors as OpenAI's dialect lists them."""

    data: list[Embedding]
    model: str


class ReadingClient(Protocol):
    """What the AI service does for who keeps texts and searches in them."""

    async def read(self, document: Document, by: Principal) -> ReadAnswer:
        """The pages of a document. Raises a problem where it cannot be read."""
        ...

    async def embed(self, texts: list[str], model: str, by: Principal) -> Embeddings:
        """Vectors of texts by this model."""
        ...

    async def answer(self, request: AnswerRequest, by: Principal) -> AnswerAnswer:
        """The answer to a question from passages."""
        ...


class HttpReadingClient:
    """`ReadingClient` over HTTP."""

    def __init__(self, service: ServiceClient) -> None:
        self._service = service

    async def read(self, document: Document, by: Principal) -> ReadAnswer:
        path = "/api/ai/v1/internal/reading"
        request = ReadRequest(document=document)
        return await self._service.call(
            "POST", path, answer=ReadAnswer, json=request, by=by, deadline=600, idempotent=True
        )

    async def embed(self, texts: list[str], model: str, by: Principal) -> Embeddings:
        asked = {"model": model, "input": texts, "encoding_format": "base64"}
        path = "/api/ai/v1/embeddings"
        return await self._service.call(
            "POST", path, answer=Embeddings, json=asked, by=by, deadline=120, idempotent=True
        )

    async def answer(self, request: AnswerRequest, by: Principal) -> AnswerAnswer:
        path = "/api/ai/v1/tasks/answer"
        return await self._service.call(
            "POST", path, answer=AnswerAnswer, json=request, by=by, deadline=120, idempotent=True
        )
