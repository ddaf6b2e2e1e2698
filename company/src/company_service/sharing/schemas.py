"""What the outside sends and sees of who may see what."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from contracts.access import Level

Address = Annotated[str, Field(min_length=1, max_length=80)]


class GrantBody(BaseModel):
    """`to` is a user id or `role:<name>`."""

    model_config = ConfigDict(extra="forbid")
    to: Address
    level: Level


class SharingBody(BaseModel):
    """Who may see it from now on; nobody named: everybody whose role allows it."""

    model_config = ConfigDict(extra="forbid")
    grants: list[GrantBody] = Field(max_length=200)


class GrantView(BaseModel):
    """What somebody was granted, by whom and when."""

    to: str
    level: Level
    by: str | None
    at: datetime


class SharingView(BaseModel):
    """Who may see an agent or a workflow."""

    resource: str
    restricted: bool
    grants: list[GrantView]
