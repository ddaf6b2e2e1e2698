"""What people send to sign up, and what is shown of them."""

from pydantic import BaseModel, ConfigDict, Field


class SignUp(BaseModel):
    """A person with a company to create; what exactly is acceptable, `rules.checked` says in one go."""

    model_config = ConfigDict(extra="forbid")
    email: str = Field(max_length=320)
    password: str = Field(max_length=1_000)
    name: str = Field(max_length=500)
    company: str = Field(max_length=500)


class PersonView(BaseModel):
    """A person as shown to themselves."""

    id: str
    email: str
    name: str


class MembershipView(BaseModel):
    """A company as shown to a member: with their role and what it allows."""

    id: str
    name: str
    role: str
    permissions: list[str]


class ProfileView(PersonView):
    """A person with what they say of themselves. Whether the address is proven is asked for where mail can be sent."""

    email_verified: bool
    verification_asked_for: bool
    language: str | None
    time_zone: str | None


class MeView(BaseModel):
    """Who is signed in, and where."""

    user: ProfileView
    company: MembershipView
