"""What the outside sends and sees of a company's end."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field


class DeletionBody(BaseModel):
    """The company's name, typed, so that nobody deletes it by mistake."""

    model_config = ConfigDict(extra="forbid")
    name: str = Field(min_length=1, max_length=120)


class DeletionView(BaseModel):
    """When the company is deleted, if somebody asked for it, and who."""

    delete_at: datetime | None
    asked_by: str | None
