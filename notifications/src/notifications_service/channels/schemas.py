"""What the outside sends and sees of channels."""

from pydantic import BaseModel, ConfigDict, Field

from notifications_service.mail.schemas import Security


class EmailChannelInput(BaseModel):
    """A mail server to use. Leaving the password out keeps the one that is stored; it is never shown again.

    `password_set` may come back as it was shown, and means nothing.
    """

    model_config = ConfigDict(extra="forbid")
    host: str = Field(min_length=1, max_length=253)
    port: int = Field(ge=1, le=65535, strict=True)
    security: Security
    username: str = Field(default="", max_length=255)
    password: str | None = Field(default=None, max_length=1_000)
    sender: str = Field(max_length=254)
    enabled: bool = Field(default=True, strict=True)
    password_set: bool | None = None


class EmailChannelView(BaseModel):
    """The mail server of a company."""

    host: str
    port: int
    security: Security
    username: str
    sender: str
    enabled: bool
    password_set: bool


class TestSent(BaseModel):
    """Where a test message went."""

    to: str
