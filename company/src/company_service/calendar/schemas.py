"""What the outside sends and sees of a company's calendar."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Clock = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$|^24:00$")]


class Hours(BaseModel):
    """Working hours on one day of the week (Monday: 1), from one time of the clock to another (`24:00`: midnight)."""

    model_config = ConfigDict(extra="forbid")
    weekday: int = Field(ge=1, le=7)
    opens: Clock
    closes: Clock


class Holiday(BaseModel):
    """A day on which the company does not work."""

    model_config = ConfigDict(extra="forbid")
    day: date
    name: str = Field(default="", max_length=120)


class Calendar(BaseModel):
    """When a company works. Public holidays of `country` (and `region`) count every year, besides `holidays`."""

    model_config = ConfigDict(extra="forbid")
    time_zone: str = Field(min_length=1, max_length=60)
    hours: list[Hours] = Field(max_length=70)
    country: str | None = Field(default=None, max_length=3)
    region: str | None = Field(default=None, max_length=20)
    holidays: list[Holiday] = Field(default_factory=list[Holiday], max_length=400)


class CalendarView(BaseModel):
    """The calendar, and whether the company chose it itself."""

    time_zone: str
    hours: list[Hours]
    country: str | None
    region: str | None
    holidays: list[Holiday]
    chosen: bool


class Country(BaseModel):
    """A country whose public holidays are known, with the regions that have others."""

    code: str
    regions: list[str]
