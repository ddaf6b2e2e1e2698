"""What the outside sends and sees of searches and answers."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from contracts.knowledge import KnowledgeHit


class SearchBody(BaseModel):
    """What to look for in a base. `mode` is hybrid unless only words or only meaning should count."""

    model_config = ConfigDict(extra="forbid")
    query: str = Field(min_length=1, max_length=2_000)
    limit: int = Field(default=10, ge=1, le=100)
    mode: Literal["hybrid", "keyword", "meaning"] = "hybrid"


class SearchView(BaseModel):
    """What was found, the best first; `looked_at` is how many pieces of text are open to who asks."""

    items: list[KnowledgeHit]
    next: None
    looked_at: int
    milliseconds: float


class AnswerBody(BaseModel):
    """A question to answer from a base."""

    model_config = ConfigDict(extra="forbid")
    question: str = Field(min_length=1, max_length=2_000)


class ChunkView(BaseModel):
    """A piece of a document as it is searched: its place in the text, its page, the headings above it."""

    number: int
    start: int
    end: int
    page: int
    headings: str


class TextView(BaseModel):
    """A document's text, whose pages are parted by a form feed each, and the pieces it is searched in."""

    document_id: str
    name: str
    text: str
    chunks: list[ChunkView]


class WhyBody(BaseModel):
    """Why a document was or was not found for a query."""

    model_config = ConfigDict(extra="forbid")
    query: str = Field(min_length=1, max_length=2_000)
    document_id: str = Field(min_length=1, max_length=40)


class WhyView(BaseModel):
    """What became of a document in a search. `reason` says it in one word, `explanation` in a sentence."""

    reason: Literal[
        "found", "too_far_down", "not_alike", "not_open_to_you", "not_ready", "failed", "removed", "unknown"
    ]
    explanation: str
    rank: int | None
    score: float | None
    keyword: float | None
    meaning: float | None
    last_score_shown: float | None
    changed_at: datetime | None
