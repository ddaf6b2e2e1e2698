"""What the outside sees of the audit log."""

from datetime import datetime
from typing import Any, Literal, NamedTuple

from pydantic import BaseModel

Actor = Literal["person", "service_account", "directory", "unknown"]
Format = Literal["jsonl", "csv"]
What = Literal["changed", "missing", "added", "forged", "beginning", "checkpoints"]


class ChangeView(BaseModel):
    """What became of one row: by path, what stood there before and after. Of what is hidden nobody is told values."""

    table: str
    row: str
    values: dict[str, list[Any]]
    hidden: list[str]
    more: int


class EntryView(BaseModel):
    """Something that somebody did. `at` is UTC, in RFC 3339."""

    seq: int
    id: str
    at: str
    action: str
    actor: Actor
    actor_id: str
    actor_name: str
    session_id: str
    key_id: str
    address: str
    user_agent: str
    request_id: str
    resource: str
    resource_name: str
    changes: list[ChangeView]


class Finding(BaseModel):
    """The first thing wrong with a company's log: at which entry, what, and in words what that means."""

    company_id: str
    seq: int
    what: What
    words: str


class ChainView(BaseModel):
    """How far the log reaches, and what the last check of it found. `first_seq`: entries before it were forgotten."""

    seq: int
    hash: str
    first_seq: int
    verified_seq: int
    verified_at: datetime | None
    finding: Finding | None
    days_kept: int


class ActorView(BaseModel):
    """Somebody the log speaks of."""

    id: str
    name: str


class Sought(NamedTuple):
    """Which entries are wanted; what is None or empty wants all. `action` may end in `*`."""

    actor: str | None
    action: str | None
    resource: str | None
    since: datetime | None
    until: datetime | None
    q: str


class Checkpoint(NamedTuple):
    """What a company's log had come to at a moment, signed; kept outside the database. `kind`: `end` or `restored`."""

    kind: str
    company_id: str
    seq: int
    hash: str
    at: str
    signature: str
