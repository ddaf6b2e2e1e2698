"""The routes of a company's calendar."""

from typing import Annotated

from fastapi import APIRouter, Query

from company_service.calendar import service
from company_service.calendar.schemas import Calendar, CalendarView, Country, Holiday
from company_service.deps import Deps
from kernel.identity import Principal, allowed
from kernel.paging import Page
from kernel.web import provided

router = APIRouter(prefix="/api/company/v1", tags=["companies"])

Given = Annotated[Deps, provided()]
Reader = Annotated[Principal, allowed("company.read")]
Manager = Annotated[Principal, allowed("company.manage")]


@router.get("/companies/current/calendar")
async def get_calendar(by: Reader, deps: Given) -> CalendarView:
    return await service.get(by=by, deps=deps)


@router.put("/companies/current/calendar")
async def choose_calendar(body: Calendar, by: Manager, deps: Given) -> CalendarView:
    return await service.choose(body, by=by, deps=deps)


@router.get("/holidays/countries")
async def list_countries(by: Reader) -> Page[Country]:
    return await service.countries()


@router.get("/holidays")
async def list_holidays(
    by: Reader,
    country: Annotated[str, Query(min_length=2, max_length=3)],
    year: Annotated[int, Query(ge=1970, le=2100)],
    region: Annotated[str | None, Query(max_length=20)] = None,
) -> Page[Holiday]:
    return await service.of_year(country, region, year)
