"""What the outside sends and sees of sources."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from agents_service.bases.rules import EVERYONE, Names
from agents_service.documents.schemas import Trouble

SourceKind = Literal["upload", "folder", "s3", "drive", "web"]
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


class DriveConfig(BaseModel):
    """Google Drive: the shared `drive` with this id, all below the `folder` with this id, or all the account sees.

    With `with_access`, each document is open to whom it is open to there (by e-mail address, domain, or Google group,
    whose members `groups` of the source names), and to nobody else; the source's `open_to` does not count then.
    """

    model_config = ConfigDict(extra="forbid")
    drive: str = Field(default="", max_length=100, pattern=r"^[\w-]*$")
    folder: str = Field(default="", max_length=100, pattern=r"^[\w-]*$")
    with_access: bool = True


class WebConfig(BaseModel):
    """Pages of a website: those that the sitemap at `address` names, or those that links from there lead to."""

    model_config = ConfigDict(extra="forbid")
    address: str = Field(max_length=1_000, pattern=r"^https?://[^/?#@\s]+(/[^\s#]*)?$")
    is_sitemap: bool = False
    most_pages: int = Field(default=200, ge=1, le=2_000)


class SourceBody(BaseModel):
    """A source to make or save. `secret_key` is kept encrypted and never shown; null leaves it as it is.

    For Google Drive it is the JSON of a service account's key, or of client_id, client_secret and refresh_token.

    `groups` are the members of the groups that `open_to` and the access of single documents may name.
    """

    model_config = ConfigDict(extra="forbid")
    name: str = Field(min_length=1, max_length=120)
    kind: SourceKind
    folder: FolderConfig | None = None
    s3: S3Config | None = None
    drive: DriveConfig | None = None
    web: WebConfig | None = None
    access_key: str | None = Field(default=None, max_length=200)
    secret_key: SecretStr | None = Field(default=None, max_length=5_000)
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
    """A source. `documents` counts its documents by state; `access_key` is the account of a source that has one."""

    id: str
    name: str
    kind: SourceKind
    folder: FolderConfig | None
    s3: S3Config | None
    drive: DriveConfig | None
    web: WebConfig | None
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
