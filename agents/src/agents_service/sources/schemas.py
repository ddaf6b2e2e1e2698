"""What the outside sends and sees of sources."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from agents_service.bases.rules import EVERYONE, Names
from agents_service.documents.schemas import Trouble

SourceKind = Literal["upload", "folder", "s3"]
SourceState = Literal["idle", "due", "syncing", "failed", "asking"]
Groups = dict[Annotated[str, Field(pattern=r"^[\w .@-]{1,80}$")], list[Annotated[str, Field(max_length=40)]]]


class FolderConfig(BaseModel):
    """A folder below the one that the administrator opened; an empty path is that one itself."""

    model_config = ConfigDict(extra="forbid")
    path: str = Field(default="", max_length=1_000)


class S3Config(BaseModel):
    """A bucket. `endpoint` is where something else than Amazon's S3 answers."""

    model_config = ConfigDict(extra="forbid")
    bucket: str = Field(pattern=r"^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$")
    prefix: str = Field(default="", max_length=900)
    region: str = Field(default="us-east-1", pattern=r"^[a-z0-9-]{2,30}$")
    endpoint: str = Field(default="", max_length=300, pattern=r"^(https?://[^/?#@\s]+)?$")


class SourceBody(BaseModel):
    """A source to make or save. `secret_key` is kept encrypted and never shown; null leaves it as it is.

    `groups` are the members of the groups that `open_to` and the access of single documents may name.
    """

    model_config = ConfigDict(extra="forbid")
    name: str = Field(min_length=1, max_length=120)
    kind: SourceKind
    folder: FolderConfig | None = None
    s3: S3Config | None = None
    access_key: str | None = Field(default=None, max_length=200)
    secret_key: SecretStr | None = Field(default=None, max_length=500)
    open_to: Names = Field(default_factory=lambda: [EVERYONE])
    groups: Groups = Field(default_factory=dict, max_length=200)
    every_minutes: int | None = Field(default=None, ge=5, le=60 * 24 * 31)


class SyncView(BaseModel):
    """A sync: what it came upon so far, and how it ended."""

    id: str
    started_at: datetime
    ended_at: datetime | None
    listed: int
    added: int
    changed: int
    renamed: int
    removed: int
    unchanged: int
    refused: int


class SourceView(BaseModel):
    """A source. `documents` counts its documents by state."""

    id: str
    name: str
    kind: SourceKind
    folder: FolderConfig | None
    s3: S3Config | None
    access_key: str | None
    open_to: list[str]
    groups: dict[str, list[str]]
    every_minutes: int | None
    state: SourceState
    next_sync_at: datetime | None
    last_sync: SyncView | None
    problem: Trouble | None
    documents: dict[str, int]
    version: int
    created_at: datetime
