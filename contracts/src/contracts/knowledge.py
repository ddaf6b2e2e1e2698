"""What the agents service promises who searches in knowledge bases: hits with their places, answers with citations."""

from typing import Any, Protocol

from pydantic import BaseModel, Field

from contracts.ai import AnsweredBy, Usage
from kernel.client import ServiceClient
from kernel.identity import Principal


class KnowledgeHit(BaseModel):
    """A piece of a document: its text, and its place in the document's text (`start` to `end`, page from 1).

    Scores are from 0 to 1 within one search: `score` is what orders, of `keyword` (words) and `meaning`.
    """

    knowledge_base_id: str
    document_id: str
    document: str
    source: str
    chunk: int
    page: int
    start: int
    end: int
    headings: str
    text: str
    score: float
    keyword: float
    meaning: float


class Citation(BaseModel):
    """Words of a document that support an answer: `quote` is its text from `start` to `end`, to the letter."""

    knowledge_base_id: str
    document_id: str
    document: str
    page: int
    start: int
    end: int
    quote: str
    score: float


class KnowledgeAnswer(BaseModel):
    """An answer from documents alone; null where none supports one, and then `reason` says so."""

    answer: str | None
    reason: str | None
    citations: list[Citation]
    passages: list[KnowledgeHit]
    answered_by: AnsweredBy | None
    usage: Usage | None


class KnowledgeQuestion(BaseModel):
    """A search in, or a question to, several knowledge bases, by id or by name; none named: all of them."""

    knowledge_bases: list[str] = Field(default_factory=list[str], max_length=100)
    query: str = Field(min_length=1, max_length=2_000)
    limit: int = Field(default=8, ge=1, le=50)


class KnowledgeFound(BaseModel):
    """What a search found, the best first."""

    items: list[KnowledgeHit]


class KnowledgeClient(Protocol):
    """What others may ask of knowledge bases, for a person or, where nobody is named, for everyone."""

    async def search(self, asked: KnowledgeQuestion, by: Principal) -> KnowledgeFound:
        """The best pieces of text. Raises a 404 problem for a base that there is not."""
        ...

    async def answer(self, asked: KnowledgeQuestion, by: Principal, *, seconds: float) -> KnowledgeAnswer:
        """An answer with citations."""
        ...


class HttpKnowledgeClient:
    """`KnowledgeClient` over HTTP."""

    def __init__(self, service: ServiceClient) -> None:
        self._service = service

    async def search(self, asked: KnowledgeQuestion, by: Principal) -> KnowledgeFound:
        path = "/api/agents/v1/internal/knowledge/search"
        return await self._service.call(
            "POST", path, answer=KnowledgeFound, json=_written(asked), by=by, idempotent=True
        )

    async def answer(self, asked: KnowledgeQuestion, by: Principal, *, seconds: float) -> KnowledgeAnswer:
        path = "/api/agents/v1/internal/knowledge/answer"
        return await self._service.call(
            "POST", path, answer=KnowledgeAnswer, json=_written(asked), by=by, deadline=seconds, idempotent=True
        )


def _written(asked: KnowledgeQuestion) -> dict[str, Any]:
    return asked.model_dump(mode="json")
