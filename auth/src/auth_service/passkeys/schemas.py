"""What the outside sends and sees of passkeys. Options and answers are WebAuthn's own JSON."""

from datetime import datetime
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict, Field


class Site(NamedTuple):
    """Where the browser is: the origin it sent, which was checked to be ours."""

    origin: str


class PasskeyOptions(BaseModel):
    """What `navigator.credentials` is to be asked for."""

    options: dict[str, Any]


class NewPasskey(BaseModel):
    """What the device answered, and what the person calls it."""

    model_config = ConfigDict(extra="forbid")
    name: str = Field(max_length=500)
    credential: dict[str, Any]


class PasskeyView(BaseModel):
    """A passkey as its owner sees it."""

    id: str
    name: str
    created_at: datetime
    last_used_at: datetime | None
