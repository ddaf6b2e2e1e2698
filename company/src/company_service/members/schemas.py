"""What the outside sends and sees of members."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field


class MemberView(BaseModel):
    """A member of the company."""

    user_id: str
    name: str
    email: str
    role: str
    joined_at: datetime
    deactivated_at: datetime | None


class AddressesBody(BaseModel):
    """Whom a notice is meant for: user ids and `role:<name>`."""

    model_config = ConfigDict(extra="forbid")
    to: list[str] = Field(min_length=1, max_length=100)
