"""What the outside sends and sees of companies."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from contracts.company import NewCompany

CompanyName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
GivenId = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,6}_[0-9a-f]{32}$")]


class NewCompanyBody(NewCompany):
    """A company that the auth service founds for somebody who signs up."""

    model_config = ConfigDict(extra="forbid")
    id: GivenId
    name: CompanyName
    user_id: GivenId
    email: str = Field(min_length=1, max_length=320)
    user_name: str = Field(max_length=200)


class RenameBody(BaseModel):
    """What of a company can be changed."""

    model_config = ConfigDict(extra="forbid")
    name: CompanyName


class CompanyView(BaseModel):
    """The company one works in."""

    id: str
    name: str
    created_at: datetime
    settings: dict[str, Any]
