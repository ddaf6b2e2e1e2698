"""What people send and see of an invitation."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field


class TokenBody(BaseModel):
    """What an invitation's link holds."""

    model_config = ConfigDict(extra="forbid")
    token: str = Field(min_length=1, max_length=200)


class AcceptBody(TokenBody):
    """Who accepts: with the password they have, or a name and password for a new account."""

    password: str = Field(min_length=1, max_length=1_000)
    name: str = Field(default="", max_length=500)


class NewCompanyBody(BaseModel):
    """A further company for somebody who has an account."""

    model_config = ConfigDict(extra="forbid")
    name: str = Field(max_length=500)


class InvitationOffer(BaseModel):
    """Who invites whom to what. `has_account`: the address belongs to somebody who can sign in."""

    company_name: str
    email: str
    role_name: str
    invited_by: str
    expires_at: datetime
    has_account: bool
