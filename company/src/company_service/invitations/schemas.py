"""What the outside sends and sees of invitations."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, EmailStr, Field

from contracts.company import AcceptedInvitation


class InviteBody(BaseModel):
    """Whom to invite, and the role they are to have."""

    model_config = ConfigDict(extra="forbid")
    email: EmailStr = Field(max_length=254)
    role: str = Field(min_length=1, max_length=60)


class TokenBody(BaseModel):
    """What names an invitation to who holds it."""

    model_config = ConfigDict(extra="forbid")
    token: str = Field(min_length=1, max_length=200)


class AcceptBody(AcceptedInvitation):
    """Who accepts, as the auth service says."""

    model_config = ConfigDict(extra="forbid")
    token: str = Field(min_length=1, max_length=200)


class InvitationView(BaseModel):
    """An invitation that waits, or waited too long."""

    id: str
    email: str
    role: str
    invited_by: str
    created_at: datetime
    expires_at: datetime
    status: Literal["open", "expired"]


class InvitationMade(InvitationView):
    """A fresh invitation. `link` is shown this once; `mailed`: a mail with it is on its way."""

    link: str
    mailed: bool
