"""What the outside sends and sees of knowledge bases."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field


class KnowledgeBaseBody(BaseModel):
    """A knowledge base to make or save. `embedding_model` null: the usual one, or the one it has."""

    model_config = ConfigDict(extra="forbid")
    name: str = Field(min_length=1, max_length=120)
    description: str = Field(default="", max_length=2_000)
    embedding_model: str | None = Field(default=None, min_length=1, max_length=200)


class KnowledgeBaseView(BaseModel):
    """A knowledge base. `next_model` is becoming its `embedding_model` while its documents are embedded anew.

    `documents` counts them by state; `chunks` are the pieces of text that are searched.
    """

    id: str
    name: str
    description: str
    embedding_model: str
    next_model: str | None
    sources: int
    documents: dict[str, int]
    chunks: int
    version: int
    created_at: datetime
    updated_at: datetime
