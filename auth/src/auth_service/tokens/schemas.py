"""What services send for a token of their own, and get."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Service = Literal["auth", "company", "agents", "ai", "notifications"]


class ServiceTokenRequest(BaseModel):
    """Who asks, how it proves that, and for which service."""

    model_config = ConfigDict(extra="forbid")
    service: str = Field(min_length=1, max_length=40)
    secret: str = Field(min_length=1, max_length=500)
    audience: Service


class ServiceToken(BaseModel):
    """A token and the seconds it lives."""

    access_token: str
    expires_in: int
