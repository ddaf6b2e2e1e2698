"""The routes of usage."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from ai_service.deps import Deps
from ai_service.usage import service
from ai_service.usage.schemas import Dimension, Forecast, ForecastBody, UsageRecord, UsageSummary, UsageTotal
from kernel.identity import Principal, allowed
from kernel.paging import Page, PagingParam
from kernel.web import provided

router = APIRouter(prefix="/api/ai/v1", tags=["usage"])

Given = Annotated[Deps, provided()]
Reader = Annotated[Principal, allowed("ai.use")]
First = Annotated[date | None, Query(alias="from")]
Last = Annotated[date | None, Query(alias="to")]
By = Annotated[list[Dimension] | None, Query(max_length=3)]


@router.get("/usage")
async def list_usage(by: Reader, deps: Given, paging: PagingParam) -> Page[UsageRecord]:
    return await service.list_page(paging, by=by, deps=deps)


@router.get("/usage/totals")
async def usage_totals(by: Reader, deps: Given) -> Page[UsageTotal]:
    return await service.totals(by=by, deps=deps)


@router.get("/usage/summary")
async def usage_summary(
    who: Reader, deps: Given, by: By = None, first: First = None, last: Last = None
) -> UsageSummary:
    return await service.summary(by or [], first, last, by=who, deps=deps)


@router.get("/usage/export", response_class=StreamingResponse, responses={200: {"content": {"text/csv": {}}}})
async def export_usage(by: Reader, deps: Given, first: First = None, last: Last = None) -> StreamingResponse:
    return StreamingResponse(
        service.export(first, last, by=by, deps=deps),
        media_type="text/csv; charset=utf-8",
        headers={"content-disposition": 'attachment; filename="usage.csv"'},
    )


@router.post("/usage/forecast")
async def forecast_run(body: ForecastBody, by: Reader, deps: Given) -> Forecast:
    return await service.forecast(body, by=by, deps=deps)
