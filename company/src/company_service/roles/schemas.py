"""What the outside sends and sees of roles and of what they allow."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from company_service.companies.schemas import GivenId
from contracts.company import MemberOfProvider
from contracts.permissions import BuiltIn, Group

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
Key = Annotated[str, Field(min_length=1, max_length=60)]


class PermissionView(BaseModel):
    """Something a role may allow."""

    key: str
    group: Group
    name: str
    sentence: str
    least: BuiltIn


class RoleView(BaseModel):
    """A role and what it may. `name` is what members' `role` holds; `title` is what people call it."""

    name: str
    title: str
    description: str
    permissions: list[str]
    built_in: bool
    members: int
    version: int


class RoleBody(BaseModel):
    """A role of the company's own."""

    model_config = ConfigDict(extra="forbid")
    title: Name
    description: str = Field(default="", max_length=500)
    permissions: list[Key] = Field(max_length=200)


class MemberBody(BaseModel):
    """What of a member can be changed; what is left out stays."""

    model_config = ConfigDict(extra="forbid")
    role: Key | None = None
    active: bool | None = None


class TransferBody(BaseModel):
    """Who is to own the company; the caller becomes an administrator."""

    model_config = ConfigDict(extra="forbid")
    to: Key


class Reason(BaseModel):
    """One thing that speaks for or against."""

    kind: Literal["member", "role", "permission", "grant"]
    speaks_for: bool
    text: str


class AccessView(BaseModel):
    """Whether somebody may do something, and why."""

    may: bool
    text: str
    reasons: list[Reason]


class ProvidedBody(MemberOfProvider):
    """Whom the company's identity provider vouches for, as the auth service found out."""

    model_config = ConfigDict(extra="forbid")
    company_id: GivenId
    user_id: GivenId
    email: str = Field(min_length=1, max_length=320)
    user_name: str = Field(max_length=200)
    role: str | None = Field(max_length=60)
    default_role: str = Field(max_length=60)
