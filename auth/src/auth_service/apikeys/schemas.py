"""What people send to make API keys, and what is shown of them."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

State = Literal["active", "expired", "revoked"]


class NewKey(BaseModel):
    """A key to make. `user_id`: the service account it is for, else it is for oneself."""

    model_config = ConfigDict(extra="forbid")
    name: str = Field(max_length=500)
    scopes: list[str] = Field(max_length=200)
    expires_in_days: int | None = Field(default=90, ge=1, le=36_500, description="None: it does not expire.")
    user_id: str | None = Field(default=None, max_length=40)


class Rotation(BaseModel):
    """For how long the old key is good beside the new one."""

    model_config = ConfigDict(extra="forbid")
    overlap_hours: int = Field(default=24, ge=0, le=24 * 30)


class KeyView(BaseModel):
    """A key as shown to whoever manages it; the key itself is shown once, when it is made."""

    id: str
    user_id: str
    name: str
    prefix: str
    scopes: list[str]
    state: State
    created_at: datetime
    created_by: str
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None
    last_used_from: str


class KeyMade(BaseModel):
    """A new key: `key` is what a program sends, and is never shown again."""

    key: str
    view: KeyView


class KeyRules(BaseModel):
    """What keys of this installation may be: `longest_days` is None where they need not expire."""

    usual_days: int
    longest_days: int | None


class DirectoryView(BaseModel):
    """What a directory is given to provision people with, and how far it came. No `prefix`: it has no token."""

    address: str
    prefix: str | None
    made_at: datetime | None
    expires_at: datetime | None
    last_used_at: datetime | None
    people: int
    groups: int


class DirectoryToken(BaseModel):
    """A new token, which is never shown again."""

    token: str
    view: DirectoryView


class Presented(BaseModel):
    """A key that somebody used, and from where."""

    model_config = ConfigDict(extra="forbid")
    key: str = Field(max_length=500)
    address: str = Field(max_length=100)


class Holder(BaseModel):
    """Whom a key stands for (`kernel.identity.Principal`)."""

    kind: Literal["user"]
    company_id: str
    user_id: str
    role: str
    permissions: list[str]
    key_id: str
