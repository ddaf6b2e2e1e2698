"""Fifty documents that mean harm or are broken: each is read or refused in words, and nothing else happens."""

import asyncio

import pytest

from ai.tests.documents.hostile import READ, REFUSED, SHEETS, SLIDES, shape, slides, workbook
from ai.tests.local.drawn import document_of
from ai_service.documents import read_marked
from kernel.problems import Problem, status_of


async def _tried(media_type: str, content: bytes) -> list[str] | Problem:
    try:
        return await read_marked(document_of(content, media_type))
    except Problem as problem:
        return problem


async def test_each_gets_a_clear_answer():
    assert len(REFUSED) + len(READ) == 50

    refused = await asyncio.gather(*(_tried(*each) for each in REFUSED.values()))
    read = await asyncio.gather(*(_tried(kind, content) for kind, content, _, _ in READ.values()))

    problems = dict(zip(REFUSED, refused, strict=True))
    assert [name for name, found in problems.items() if not isinstance(found, Problem)] == []
    assert {status_of(found) for found in refused if isinstance(found, Problem)} <= {413, 415, 422}
    assert all(found.detail and found.detail.endswith(".") for found in refused if isinstance(found, Problem))
    for (name, (_, _, there, absent)), found in zip(READ.items(), read, strict=True):
        assert isinstance(found, list), (name, found)
        assert there in "\n".join(found), name
        assert not absent or absent not in "\n".join(found), name


async def test_a_workbook_keeps_the_row_that_names_its_columns():
    [page] = await read_marked(document_of(workbook(("Item", "Price"), ("Oak table", 840), ("Chair", 96.5)), SHEETS))

    assert page == "# Rates\n\n| Item | Price |\n| Oak table | 840 |\n| Chair | 96.5 |"


async def test_each_slide_is_a_page_under_its_title():
    cells = "".join(f"<a:tc><a:p><a:r><a:t>{each}</a:t></a:r></a:p></a:tc>" for each in ("Q1", "7"))
    table = f"<a:tbl><a:tr>{cells}</a:tr></a:tbl>"
    made = slides(shape("Results", "title") + shape("We grew.") + table, shape("Thanks", "ctrTitle"))

    assert await read_marked(document_of(made, SLIDES)) == ["# Results\n\nWe grew.\n\n| Q1 | 7 |", "# Thanks"]


async def test_words_in_a_picture_are_read():
    pytest.importorskip("rapidocr")
    from io import BytesIO

    from PIL import Image, ImageDraw, ImageFont

    drawn = Image.new("RGB", (700, 200), "white")
    text = "A hotel may cost 180 euros a night."
    ImageDraw.Draw(drawn).text((30, 70), text, font=ImageFont.load_default(size=32), fill="black")
    scan = BytesIO()
    drawn.save(scan, "PDF")

    assert await read_marked(document_of(scan.getvalue(), "application/pdf")) == [text]
