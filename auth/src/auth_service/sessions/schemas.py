"""What people send to come in, and what they get."""

from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from auth_service.accounts.schemas import MembershipView, PersonView


class Login(BaseModel):
    """Who, and maybe into which of their companies."""

    model_config = ConfigDict(extra="forbid")
    email: str = Field(max_length=320)
    password: str = Field(max_length=1_000)
    company_id: str | None = Field(default=None, max_length=40)


class SwitchCompany(BaseModel):
    """The company to go on in."""

    model_config = ConfigDict(extra="forbid")
    company_id: str = Field(max_length=40)


class SignedIn(BaseModel):
    """An access token (good for `expires_in` seconds), and whom it stands for."""

    access_token: str
    expires_in: int
    user: PersonView
    company: MembershipView


class Entered(NamedTuple):
    """What is answered, and the refresh token that goes into a cookie for `seconds`."""

    view: SignedIn
    refresh_token: str
    seconds: int
