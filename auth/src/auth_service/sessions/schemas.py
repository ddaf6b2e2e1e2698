"""What people send to come in, and what they get."""

from datetime import datetime
from typing import Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from auth_service.accounts.schemas import MembershipView, PersonView

_FOUNDS = "The name of a company to found, for who belongs to none any more."


class Login(BaseModel):
    """Who, and maybe into which of their companies."""

    model_config = ConfigDict(extra="forbid")
    email: str = Field(max_length=320)
    password: str = Field(max_length=1_000)
    company_id: str | None = Field(default=None, max_length=40)
    founds: str | None = Field(default=None, max_length=500, description=_FOUNDS)


class AskPasskey(BaseModel):
    """For a passkey sign-in: none to come in by it alone, or the challenge of a sign-in that waits."""

    model_config = ConfigDict(extra="forbid")
    challenge: str | None = Field(default=None, max_length=100)


class Finish(BaseModel):
    """The second factor of a sign-in that waits (`challenge` and a code or a passkey), or a passkey alone."""

    model_config = ConfigDict(extra="forbid")
    challenge: str | None = Field(default=None, max_length=100)
    code: str | None = Field(default=None, max_length=40)
    credential: dict[str, Any] | None = None
    company_id: str | None = Field(default=None, max_length=40)
    founds: str | None = Field(default=None, max_length=500, description=_FOUNDS)


class Confirm(BaseModel):
    """Proof of who is signed in: a code or a passkey; without a second factor, the password."""

    model_config = ConfigDict(extra="forbid")
    password: str | None = Field(default=None, max_length=1_000)
    code: str | None = Field(default=None, max_length=40)
    credential: dict[str, Any] | None = None


class SwitchCompany(BaseModel):
    """The company to go on in."""

    model_config = ConfigDict(extra="forbid")
    company_id: str = Field(max_length=40)


class SignedIn(BaseModel):
    """An access token (good for `expires_in` seconds), and whom it stands for.

    `second_factor_missing`: the company asks for one; until there is one nothing else is allowed. `by_provider`: its
    identity provider vouched for the person.
    """

    access_token: str
    expires_in: int
    user: PersonView
    company: MembershipView
    second_factor_missing: bool
    by_provider: bool


class FactorNeeded(BaseModel):
    """The password was right; now one of these, within `expires_in` seconds."""

    challenge: str
    methods: list[Literal["totp", "passkey", "recovery_code"]]
    expires_in: int


class SessionView(BaseModel):
    """One of a person's sessions. `device` is in words, empty when the browser tells nothing."""

    id: str
    device: str
    address: str
    created_at: datetime
    last_used_at: datetime
    methods: list[str]
    is_current: bool


class Ended(BaseModel):
    """How many sessions were ended."""

    sessions: int


class Entered(NamedTuple):
    """What is answered, and the refresh token that goes into a cookie for `seconds`."""

    view: SignedIn
    refresh_token: str
    seconds: int
    session_id: str
