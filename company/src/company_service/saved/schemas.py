"""What the outside sends and sees of saved filters."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Name = Annotated[str, Field(min_length=1, max_length=40)]
Text = Annotated[str, Field(max_length=300)]
Values = Annotated[list[Text], Field(max_length=20)]
Search = Annotated[dict[Name, Text | Values], Field(max_length=20)]


class SavedFilterBody(BaseModel):
    """A filter to keep; `shared`: everybody in the company sees it."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)
    name: str = Field(min_length=1, max_length=80)
    shared: bool = False
    search: Search


class SavedFilterView(BaseModel):
    """A filter that somebody kept; `mine`: whoever asks did."""

    id: str
    name: str
    shared: bool
    mine: bool
    user_id: str
    search: dict[str, str | list[str]]
    created_at: datetime
