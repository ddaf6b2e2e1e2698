"""What the outside sends and sees of templates."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field


class Words(BaseModel):
    """A title and a body in one language; `{{ path }}` puts a value of the notice's data in."""

    model_config = ConfigDict(extra="forbid")
    title: str = Field(min_length=1, max_length=200)
    body: str = Field(default="", max_length=20_000)


Texts = dict[str, Words]
"""Words by language (`en`, `de`, …)."""


class TemplateInput(BaseModel):
    """The words to save as a new version."""

    model_config = ConfigDict(extra="forbid")
    texts: Texts = Field(min_length=1, max_length=20)


class TemplateView(BaseModel):
    """A template as it is at one version. Version 0 is the built-in one, which nobody saved."""

    name: str
    version: int
    built_in: bool
    texts: Texts
    saved_by: str | None
    saved_at: datetime | None
