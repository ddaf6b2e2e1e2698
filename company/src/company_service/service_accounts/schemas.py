"""What the outside sends and sees of service accounts."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field


class ServiceAccountBody(BaseModel):
    """A service account as it should be."""

    model_config = ConfigDict(extra="forbid")
    name: str = Field(max_length=500)
    role: str = Field(max_length=60)


class ServiceAccountView(BaseModel):
    """A service account. `permissions` are what its role allows, of which each of its keys has a part."""

    id: str
    name: str
    role: str
    permissions: list[str]
    created_at: datetime
