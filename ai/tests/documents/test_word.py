"""Word documents: what a reader sees of them, and files that are none."""

import zipfile
from io import BytesIO
from typing import Any, cast

import docx
import pytest

from ai.tests.local.drawn import document_of
from ai_service.documents import read_pages
from ai_service.documents.problems import DocumentTooLarge, KindNotTaken, NotReadable

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _written() -> bytes:
    document: Any = cast("Any", docx).Document()
    document.add_heading("Offer 17", 1)
    document.add_paragraph("Dear Ana, here is our offer.")
    table = document.add_table(rows=0, cols=3)
    for row in (("Item", "Pieces", "Amount"), ("Oak table", "2", "840.00"), ("Chair", "8", "960.00")):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.add_paragraph("Total: 1,800.00 EUR")
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _zipped(**files: bytes) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return file.getvalue()


async def test_paragraphs_and_tables_come_in_their_order():
    [page] = await read_pages(document_of(_written(), WORD))

    lines = [line for line in page.splitlines() if line]
    assert lines[:2] == ["Offer 17", "Dear Ana, here is our offer."]
    assert lines[3].split() == ["Oak", "table", "2", "840.00"]
    assert lines[-1] == "Total: 1,800.00 EUR"


async def test_a_damaged_word_document_is_told():
    with pytest.raises(NotReadable, match="damaged"):
        await read_pages(document_of(_zipped(word__document_xml=b"<w:junk"), WORD))


async def test_a_file_that_unpacks_to_too_much_is_not_unpacked():
    bomb = _zipped(word__document_xml=b"<w/>", word__bomb_xml=b"\0" * (101 * 1024 * 1024))

    with pytest.raises(DocumentTooLarge, match="unpacked"):
        await read_pages(document_of(bomb, WORD))


async def test_another_archive_is_not_taken_for_one():
    with pytest.raises(KindNotTaken, match="Word"):
        await read_pages(document_of(_zipped(notes=b"x"), "application/zip"))
