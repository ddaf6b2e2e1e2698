"""What people send to change their account."""

from pydantic import BaseModel, ConfigDict, Field


class ProfileInput(BaseModel):
    """How the person is called, and what they read and live by; null: as the browser says."""

    model_config = ConfigDict(extra="forbid")
    name: str = Field(max_length=500)
    language: str | None = Field(pattern="^[a-z]{2}$")
    time_zone: str | None = Field(max_length=64)


class PasswordInput(BaseModel):
    """The present password, and the one to use from now on."""

    model_config = ConfigDict(extra="forbid")
    current: str = Field(max_length=1_000)
    password: str = Field(max_length=1_000)


class Forgotten(BaseModel):
    """The address of who has forgotten their password."""

    model_config = ConfigDict(extra="forbid")
    email: str = Field(max_length=320)


class ResetInput(BaseModel):
    """What stands behind `#` in the link, and the password to use from now on."""

    model_config = ConfigDict(extra="forbid")
    code: str = Field(min_length=1, max_length=200)
    password: str = Field(max_length=1_000)


class EmailInput(BaseModel):
    """The address to use from now on."""

    model_config = ConfigDict(extra="forbid")
    email: str = Field(max_length=320)


class LinkInput(BaseModel):
    """What stands behind `#` in the link."""

    model_config = ConfigDict(extra="forbid")
    code: str = Field(min_length=1, max_length=200)


class Mailed(BaseModel):
    """Whether a mail is on its way; if not, nothing had to be proven and the change is made."""

    is_mailed: bool


class ProvenAddress(BaseModel):
    """The address that was proven."""

    email: str
