"""What the outside sends and sees of providers and domains."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field


class RoleOfGroup(BaseModel):
    """Members of this group at the provider get this role."""

    model_config = ConfigDict(extra="forbid")
    group: str = Field(min_length=1, max_length=200)
    role: str = Field(min_length=1, max_length=60)


class ProviderInput(BaseModel):
    """A provider to connect. `client_secret`: none keeps the present one. `roles`: the first group that fits counts."""

    model_config = ConfigDict(extra="forbid")
    issuer: str = Field(max_length=300)
    client_id: str = Field(max_length=300)
    client_secret: str | None = Field(default=None, max_length=2_000)
    groups_claim: str = Field(default="groups", max_length=100)
    roles: list[RoleOfGroup] = Field(default_factory=list[RoleOfGroup], max_length=200)
    default_role: str = Field(default="viewer", max_length=60)
    is_required: bool = False
    signs_out: bool = False


class DomainInput(BaseModel):
    """A domain whose people are to be sent to the provider."""

    model_config = ConfigDict(extra="forbid")
    domain: str = Field(max_length=300)


class DomainView(BaseModel):
    """A domain; `command` is what whoever runs the installation enters to confirm it."""

    domain: str
    confirmed_at: datetime | None
    command: str


class SsoView(BaseModel):
    """What is set up; the secret is never shown. `redirect_uri` is to be entered at the provider.

    `signed_out_uri` as well, where signing out here `signs_out` there.
    """

    is_set_up: bool
    issuer: str
    client_id: str
    groups_claim: str
    roles: list[RoleOfGroup]
    default_role: str
    is_required: bool
    signs_out: bool
    domains: list[DomainView]
    redirect_uri: str
    signed_out_uri: str
