"""What is sent to come in through a provider, and what is shown of a trial."""

from typing import Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from auth_service.sessions.schemas import SignedIn


class AddressInput(BaseModel):
    """The address somebody wants to sign in with."""

    model_config = ConfigDict(extra="forbid")
    email: str = Field(max_length=320)


class Offer(BaseModel):
    """Whether people with this address come in through their company's provider, and whether only so."""

    is_offered: bool
    is_required: bool


class ConfirmInput(BaseModel):
    """Where to go on when it is proven."""

    model_config = ConfigDict(extra="forbid")
    return_to: str = Field(default="/", max_length=2_000)


class Left(BaseModel):
    """Somebody has signed out here. `url` is the provider's page to sign out there, where the company wants that."""

    url: str | None


class BeginInput(AddressInput):
    """Who wants to come in, and where to go on then."""

    return_to: str = Field(default="/", max_length=2_000)


class Begun(BaseModel):
    """The provider's page to go to."""

    url: str


class Answer(BaseModel):
    """What the provider put into the address it sent somebody back to."""

    model_config = ConfigDict(extra="forbid")
    state: str = Field(min_length=1, max_length=500)
    code: str | None = Field(default=None, max_length=8_000)
    iss: str | None = Field(default=None, max_length=500)
    error: str | None = Field(default=None, max_length=200)
    error_description: str | None = Field(default=None, max_length=2_000)


StepName = Literal["discovery", "keys", "code", "token", "userinfo", "address", "domain", "role"]


class Step(BaseModel):
    """One thing that was tried: what came back and, where it did not work, what to do."""

    name: StepName
    is_fine: bool
    found: str
    advice: str


class CheckView(BaseModel):
    """What came of asking the provider."""

    steps: list[Step]


class TrialView(CheckView):
    """What came of a sign-in that lets nobody in: the claims that were seen, and the role they would give."""

    claims: dict[str, Any]
    role: str | None


class Finished(BaseModel):
    """Somebody is in, or has `confirmed` who they are, and goes on to `return_to`; or a trial is over."""

    signed_in: SignedIn | None
    trial: TrialView | None
    confirmed: bool
    return_to: str


class BegunWith(NamedTuple):
    """What is answered, and the value of the cookie that binds the attempt to the browser."""

    view: Begun
    token: str


class FinishedWith(NamedTuple):
    """What is answered and, where somebody came in, the refresh token with its seconds."""

    view: Finished
    refresh_token: str | None
    seconds: int
