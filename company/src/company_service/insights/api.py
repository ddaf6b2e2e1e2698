"""The routes of insights."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import StreamingResponse

from company_service.deps import Deps
from company_service.insights.rules.periods import Range
from company_service.insights.rules.wording import Language
from company_service.insights.schemas import InsightsView, ReportBody, ReportView, Source, Table
from company_service.insights.service import export, read, report
from kernel.identity import Principal, allowed
from kernel.web import provided

router = APIRouter(prefix="/api/company/v1", tags=["insights"])

Given = Annotated[Deps, provided()]
Reader = Annotated[Principal, allowed("run.read")]
Id = Annotated[str | None, Query(max_length=40)]
Zone = Annotated[str, Query(min_length=1, max_length=60, description="Whose days and hours: such as Europe/Berlin.")]
First = Annotated[date | None, Query(alias="from", description="The first day of the range `custom`.")]
Last = Annotated[date | None, Query(alias="to", description="Its last day.")]
Format = Annotated[export.Format, Query(description="Comma-separated values, a workbook, or a document.")]
Spoken = Annotated[Language, Query(description="What a document is written in.")]


async def _question(
    chosen: Annotated[Range, Query(alias="range")] = "30d",
    first: First = None,
    last: Last = None,
    tz: Zone = "UTC",
    workflow_id: Id = None,
    agent_id: Id = None,
    source: Source = "company",
) -> read.Question:
    return read.Question(chosen, first, last, tz, workflow_id, agent_id, source)


Asked = Annotated[read.Question, Depends(_question)]


@router.get("/insights")
async def get_insights(asked: Asked, by: Reader, deps: Given) -> InsightsView:
    return await read.view(asked, by=by, deps=deps)


@router.get("/insights/export", response_class=StreamingResponse)
async def export_insights(
    asked: Asked, by: Reader, deps: Given, table: Table = "all", format: Format = "xlsx", language: Spoken = "en"
) -> StreamingResponse:
    return _download(await export.file(asked, table, format, language, by=by, deps=deps))


@router.get("/companies/current/weekly-report")
async def get_weekly_report(by: Annotated[Principal, allowed("company.read")], deps: Given) -> ReportView:
    return await report.get(by=by, deps=deps)


@router.put("/companies/current/weekly-report")
async def choose_weekly_report(
    body: ReportBody, by: Annotated[Principal, allowed("company.manage")], deps: Given
) -> ReportView:
    return await report.choose(body, by=by, deps=deps)


def _download(file: export.File) -> StreamingResponse:
    headers = {"content-disposition": f'attachment; filename="{file.name}"'}
    return StreamingResponse(file.content, media_type=file.media_type, headers=headers)
