"""What the outside sees of documents."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from agents_service.bases.rules import Names

DocumentState = Literal["queued", "working", "ready", "failed"]
What = Literal["added", "changed", "renamed", "removed", "access", "refused", "failed"]


class Trouble(BaseModel):
    """Why something did not work, in words for people: what happened, and what to do."""

    type: str
    title: str
    detail: str


class DocumentView(BaseModel):
    """A document of a knowledge base. `open_to` is null where its source decides who may read it.

    `searched` says whether people find it; a document that failed may still be found as it was before.
    """

    id: str
    source_id: str
    name: str
    place: str
    media_type: str
    size: int
    state: DocumentState
    problem: Trouble | None
    searched: bool
    pages: int
    chunks: int
    open_to: list[str] | None
    same_as: str | None
    added_at: datetime
    changed_at: datetime


class AccessBody(BaseModel):
    """Who may read a document; null: whoever may read what its source holds."""

    model_config = ConfigDict(extra="forbid")
    open_to: Names | None = Field(...)


class LogView(BaseModel):
    """Something that happened to a document."""

    id: str
    source_id: str
    document_id: str
    name: str
    what: What
    why: str
    at: datetime
