"""Figures, and the runs they are made of, as files: written piece by piece, however many runs there are."""

import asyncio
import tempfile
import zipfile
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any, Literal
from zoneinfo import ZoneInfo

from company_service.companies import service as companies
from company_service.deps import Deps
from company_service.insights import repo
from company_service.insights.problems import NothingToExport
from company_service.insights.rules import sheets, tables
from company_service.insights.rules.periods import Period, moment, period
from company_service.insights.rules.wording import Language, Wording
from company_service.insights.schemas import InsightsView, Table
from company_service.insights.service import paper
from company_service.insights.service.read import Question, agent_names, view
from kernel.db import Row
from kernel.identity import Principal
from kernel.problems import FieldError

Format = Literal["csv", "xlsx", "pdf"]
MOST_RUNS = 100_000
"""Runs in one file, the newest."""
_PAGE = 1_000
_CHUNK = 64 * 1024
_IN_MEMORY = 1024 * 1024
_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}
_BOM = "\ufeff".encode()
"""Tells spreadsheets that the text is UTF-8."""


@dataclass(frozen=True)
class File:
    """What is downloaded."""

    name: str
    media_type: str
    content: AsyncIterator[bytes]


async def file(
    question: Question, table: Table, format: Format, language: Language, *, by: Principal, deps: Deps
) -> File:
    """A table, or all of them, of a time; a document always has all. Raises `NothingToExport`."""
    if format == "pdf":
        return await _document(question, table, language, by=by, deps=deps)
    if table == "all" and format == "csv":
        message = "Comma-separated values hold one table. Say which, or take a workbook."
        raise NothingToExport(message, errors=[FieldError("/query/table", message)])
    time = period(question.range, question.first, question.last, question.zone, deps.clock())
    if table == "runs":
        names = await agent_names(by=by, deps=deps)
        async with deps.db.read() as tx:
            asked = await question.asked(tx, by)
        wanted = [(tables.RUNS, _runs(asked, time, names, deps))]
    else:
        shown = await view(question, by=by, deps=deps)
        wanted = [_table(name, shown) for name in (tables.NAMES if table == "all" else (table,))]
    content = _workbook(wanted) if format == "xlsx" else _csv(*wanted[0])
    name = "insights" if table == "all" else f"insights-{table}"
    return File(f"{name}.{format}", _TYPES[format], content)


async def _document(question: Question, table: Table, language: Language, *, by: Principal, deps: Deps) -> File:
    if table != "all":
        message = "A document holds all figures. Leave out the table, or take comma-separated values or a workbook."
        raise NothingToExport(message, errors=[FieldError("/query/table", message)])
    shown = await view(question, by=by, deps=deps)
    company = await companies.current(by=by, deps=deps)
    only: list[tuple[str, str]] = []
    if question.workflow_id:
        async with deps.db.read() as tx:
            names = await repo.names(tx, by.company_id, {question.workflow_id})
        only.append(("workflow", names.get(question.workflow_id, question.workflow_id)))
    if question.agent_id:
        names = await agent_names(by=by, deps=deps)
        only.append(("agent", names.get(question.agent_id, question.agent_id)))
    heading = paper.Heading(company.name, only, deps.clock().astimezone(ZoneInfo(shown.time_zone)))
    made = await asyncio.to_thread(paper.document, shown, heading, Wording(language))

    async def at_once() -> AsyncIterator[bytes]:
        yield made

    return File("insights.pdf", _TYPES["pdf"], at_once())


def _table(name: str, shown: InsightsView) -> tuple[sheets.Sheet, AsyncIterator[tables.Rows]]:
    sheet, rows = tables.table(name, shown)

    async def at_once() -> AsyncIterator[tables.Rows]:
        yield rows

    return sheet, at_once()


async def _runs(asked: repo.Asked, time: Period, names: dict[str, str], deps: Deps) -> AsyncIterator[tables.Rows]:
    """The runs that are counted, the newest first, a page at a time."""
    start, end = (moment(minute) for minute in time.span)
    place, after, left = ZoneInfo(time.zone), None, MOST_RUNS
    while left > 0:
        async with deps.db.read() as tx:
            rows = await repo.listed(tx, asked, start, end, after, min(_PAGE, left))
        yield [_run(row, names, place) for row in rows]
        if len(rows) < _PAGE:
            return
        after, left = rows[-1]["id"], left - len(rows)


def _run(row: Row, names: dict[str, str], place: ZoneInfo) -> Sequence[sheets.Cell]:
    error: Mapping[str, Any] = row["error"] or {}
    agent = row["agent_id"] or ""
    seconds = (row["ended_at"] - (row["started_at"] or row["ended_at"])).total_seconds()
    return [
        row["created_at"].astimezone(place), row["ended_at"].astimezone(place), row["workflow_name"],
        names.get(agent, agent), row["status"], row["trigger"], seconds, row["cost"], str(error.get("title") or ""),
        str(error.get("step_name") or ""), row["id"],
    ]  # fmt: skip


async def _csv(sheet: sheets.Sheet, rows: AsyncIterator[tables.Rows]) -> AsyncIterator[bytes]:
    yield _BOM + sheets.csv_lines([sheet.columns])
    async for some in rows:
        yield sheets.csv_lines(some)


async def _workbook(wanted: Sequence[tuple[sheets.Sheet, AsyncIterator[tables.Rows]]]) -> AsyncIterator[bytes]:
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as kept:
        with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as packed:
            for name, text in sheets.parts([sheet.name for sheet, _ in wanted]).items():
                packed.writestr(name, text)
            for number, (sheet, rows) in enumerate(wanted, 1):
                with packed.open(f"xl/sheet{number}.xml", "w", force_zip64=True) as part:
                    await _write(part, sheet, rows)
        kept.seek(0)
        while chunk := await asyncio.to_thread(kept.read, _CHUNK):
            yield chunk


async def _write(part: IO[bytes], sheet: sheets.Sheet, rows: AsyncIterator[tables.Rows]) -> None:
    part.write(sheets.SHEET_BEGIN + sheets.sheet_rows([sheet.columns], heading=True))
    async for some in rows:
        part.write(await asyncio.to_thread(sheets.sheet_rows, some))
    part.write(sheets.SHEET_END)
