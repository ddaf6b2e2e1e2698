"""The figures and their runs as files."""

import csv
import io
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from company.tests.insights.made import Json, at, ended, put
from company.tests.insights.test_insights import FixedClock
from company.tests.world import API, World, opened_world
from company_service.insights.rules.sheets import csv_lines, sheet_rows

PATH = f"{API}/insights/export"
NS = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with opened_world(tmp_path, clock=FixedClock()) as opened:
        await opened.join()
        yield opened


async def _csv(world: World, table: str, **params: str) -> list[dict[str, str]]:
    answer = await world.owner.get(PATH, params={"range": "7d", "format": "csv", "table": table, **params})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-disposition"] == f'attachment; filename="insights-{table}.csv"'
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def _sheet(content: bytes, number: int) -> list[list[str]]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        root = ElementTree.fromstring(packed.read(f"xl/sheet{number}.xml"))
    return [["".join(cell.itertext()) for cell in row] for row in root.iterfind("m:sheetData/m:row", NS)]


async def test_the_runs_that_are_counted_are_listed_newest_first_in_the_time_zone(world: World):
    error: Json = {"title": '=HYPERLINK("http://x")', "step_name": "Send"}
    await put(world, ended(at("2026-07-14T08:00"), 2), ended(at("2026-07-14T22:30"), 3, "failed", error=error))

    rows = await _csv(world, "runs", tz="Europe/Berlin")

    assert [row["Began"] for row in rows] == ["2026-07-15 00:30:00", "2026-07-14 10:00:00"]
    assert rows[0]["Problem"] == '\'=HYPERLINK("http://x")'
    assert [row["Time (s)"] for row in rows] == ["3.0", "2.0"]


async def test_more_runs_than_fit_a_page_are_all_listed_once(world: World):
    await put(world, *(ended(at("2026-07-14T08:00"), number) for number in range(1_050)))

    rows = await _csv(world, "runs")

    assert len({row["Id"] for row in rows}) == len(rows) == 1_050


@pytest.mark.parametrize("table", ["summary", "series", "workflows", "agents", "models", "failures", "waits"])
async def test_every_table_can_be_had_as_comma_separated_values(world: World, table: str):
    failed = ended(at("2026-07-14T08:00"), 2, "failed", error={"title": "No"})
    await put(world, ended(at("2026-07-14T08:00"), 2), failed)

    rows = await _csv(world, table)

    assert rows or table == "models"


async def test_a_workbook_has_a_sheet_of_every_table(world: World):
    await put(world, ended(at("2026-07-14T08:00"), 2, cost=0.5))

    answer = await world.owner.get(PATH, params={"range": "7d", "tz": "Europe/Berlin"})

    figures, series = _sheet(answer.content, 1), _sheet(answer.content, 2)
    assert figures[0] == ["Figure", "This time", "The time before"]
    assert ["Runs", "1", "0"] in figures
    assert ["AI cost (USD)", "0.5", "0.0"] in figures
    assert len(series) == 1 + 7
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        assert packed.testzip() is None
        assert len([name for name in packed.namelist() if name.startswith("xl/sheet")]) == 7


async def test_all_tables_in_one_file_of_comma_separated_values_are_refused(world: World):
    answer = await world.owner.get(PATH, params={"table": "all", "format": "csv"})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/query/table"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_text_is_never_a_formula(text: str):
    assert next(csv.reader(io.StringIO(csv_lines([[text]]).decode()))) == [f"'{text}"]
    assert b't="inlineStr"' in sheet_rows([[text]])


def test_numbers_stay_numbers_and_texts_stay_whole():
    assert csv_lines([[-1.5, "a,b\n", None]]) == b'-1.5,"a,b\n",\r\n'
    assert sheet_rows([[-1.5, "<&>\x00", None]]) == (
        b'<row><c><v>-1.5</v></c><c t="inlineStr"><is><t xml:space="preserve">&lt;&amp;&gt;</t></is></c><c/></row>'
    )
