"""The figures as a document on paper."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from company.tests.insights.made import at, ended, put
from company.tests.insights.test_insights import FixedClock
from company.tests.world import API, World, opened_world
from company_service.insights.rules.lettering import clean, faces, visual

PATH = f"{API}/insights/export"


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with opened_world(tmp_path, clock=FixedClock()) as opened:
        await opened.join()
        yield opened


async def _pages(world: World, **params: str) -> list[str]:
    answer = await world.owner.get(PATH, params={"range": "7d", "format": "pdf", **params})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == 'attachment; filename="insights.pdf"'
    document: Any = pypdfium2.PdfDocument(answer.content)
    return [page.get_textpage().get_text_bounded() for page in document]


async def test_a_document_has_the_figures_the_company_and_its_pages(world: World):
    failed = ended(at("2026-07-14T08:00"), 2, "failed", error={"title": "Ärger mit dem Server", "step_name": "Send"})
    await put(world, ended(at("2026-07-14T08:00"), 2, cost=0.5), failed)

    company = (await world.owner.get(f"{API}/companies/current")).json()["name"]
    pages = await _pages(world, tz="Europe/Berlin")

    text = "\n".join(pages)
    assert company in pages[0]
    assert "before: 0" in text
    assert "$0.500" in text
    assert "50%" in text
    assert "Ärger mit dem Server" in text
    assert f"Page 1 of {len(pages)}" in pages[0]


async def test_a_document_can_be_had_in_german_and_says_what_it_is_narrowed_to(world: World):
    await put(world, ended(at("2026-07-14T08:00"), 1_500, cost=1234.5))

    text = "\n".join(await _pages(world, language="de", workflow_id="wfl_unknown"))
    whole = "\n".join(await _pages(world, language="de"))

    assert "Nur Workflow: wfl_unknown" in text
    assert "Keine Läufe in dieser Zeit." in text
    assert "1.234,50 $" in whole
    assert "25 min" in whole


async def test_a_document_has_no_single_table(world: World):
    answer = await world.owner.get(PATH, params={"range": "7d", "format": "pdf", "table": "runs"})

    assert answer.status_code == 422


@pytest.mark.parametrize(
    "name",
    [
        "Zażółć gęślą jaźń",
        "Счета и Ωμέγα",
        "x" * 5_000,
        "a\x00b\x07c",
        "\u202e\u2066",
        "حساب العملاء",
        "発票",
        "🙂",
        "%s {0}",
    ],
)
async def test_no_name_breaks_a_document(world: World, name: str):
    failed = ended(at("2026-07-14T08:00"), 2, "failed", error={"title": name, "step_name": name})
    await put(world, failed)

    text = "\n".join(await _pages(world))

    assert "Why do runs fail?" in text
    if name.isprintable() and name[0] in "ZС":
        assert name in text


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("Invoices (old)", "Invoices (old)"),
        ("שלום 123", "123 םולש"),
        ("שלום (abc de)", "(abc de) םולש"),
        ("Total שלום עולם now", "Total םלוע םולש now"),
        ("سلام", "\ufee1\ufe8e\ufee0\ufeb3"),
    ],
)
def test_a_text_stands_in_the_order_it_is_seen(written: str, seen: str):
    assert visual(written) == seen


def test_what_is_no_letter_is_left_out():
    assert clean("a\x00\u202eb\n c\t🙂") == "ab c \ufffd"


def test_each_script_has_its_face():
    assert [face for face, _ in faces("Rechnung 請求書の 한국")] == ["letters", "japanese", "letters", "korean"]
    assert [face for face, _ in faces("发票")] == ["chinese"]
