"""Reading and choosing a company's calendar, and the public holidays of countries."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from company_service.calendar import rules
from company_service.calendar.problems import InvalidCalendar
from company_service.calendar.schemas import Calendar, CalendarView, Country, Holiday
from company_service.companies import repo
from company_service.companies import service as companies
from company_service.deps import Deps
from kernel.db import Database
from kernel.identity import Principal
from kernel.paging import Page
from kernel.problems import FieldError


async def get(*, by: Principal, deps: Deps) -> CalendarView:
    """The calendar of the caller's company."""
    return _view((await companies.current(by=by, deps=deps)).settings)


async def choose(body: Calendar, *, by: Principal, deps: Deps) -> CalendarView:
    """Keep to this calendar from now on; deadlines that are set stay as they are."""
    rules.check(body)
    if body.country:
        public_holidays(body.country, body.region)
    return _view((await companies.set_setting(rules.SETTING, body.model_dump(mode="json"), by=by, deps=deps)).settings)


async def working_time(db: Database, company_id: str) -> rules.WorkingTime:
    """When a company works."""
    async with db.read() as tx:
        row = await repo.get(tx, company_id)
    calendar = _calendar(row["settings"] if row else {})
    nothing: Mapping[date, str] = {}
    public = public_holidays(calendar.country, calendar.region) if calendar.country else nothing
    own = {each.day for each in calendar.holidays}
    return rules.WorkingTime(
        zone=ZoneInfo(calendar.time_zone),
        spans=rules.spans_of(calendar.hours),
        is_holiday=lambda day: day in own or day in public,
    )


def public_holidays(country: str, region: str | None = None, year: int | None = None) -> Mapping[date, str]:
    """The public holidays of a country and region: of one year, or of whichever year is looked up."""
    # Imported here: hundreds of countries, of which a company has one.
    import holidays

    try:
        return holidays.country_holidays(country, subdiv=region or None, years=year)
    except NotImplementedError:
        message = f"No public holidays are known of {' '.join(filter(None, [country, region]))!r}."
        raise InvalidCalendar(message, errors=[FieldError("/region" if region else "/country", message)]) from None


async def countries() -> Page[Country]:
    """The countries whose public holidays are known."""
    import holidays

    known = holidays.list_supported_countries()
    return Page(items=[Country(code=code, regions=list(known[code])) for code in sorted(known)], next=None)


async def of_year(country: str, region: str | None, year: int) -> Page[Holiday]:
    """The public holidays of a country in a year, by day."""
    found = public_holidays(country, region, year)
    return Page(items=[Holiday(day=day, name=found[day][:120]) for day in sorted(found)], next=None)


def _calendar(settings: Mapping[str, Any]) -> Calendar:
    given = settings.get(rules.SETTING)
    return Calendar.model_validate(given) if given else rules.DEFAULT


def _view(settings: Mapping[str, Any]) -> CalendarView:
    return CalendarView.model_validate({**_calendar(settings).model_dump(), "chosen": rules.SETTING in settings})
