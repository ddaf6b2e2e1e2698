"""Reading documents: the kinds people hand in, and files made to hurt."""

import base64
import io
import zlib

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from ai.tests.local.drawn import Sheet, document_of
from ai_service.documents import problems, read_layout, read_pages
from contracts.ai import Document
from kernel.problems import Problem

_PAGE = b"""%%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99999999 99999999]/Contents 4 0 R/Resources<<>>>>endobj
4 0 obj<</Length %d/Filter/FlateDecode>>stream
%s
endstream endobj
trailer<</Root 1 0 R>>
"""


def _bomb(megabytes: int) -> bytes:
    """A page whose content is small packed and huge unpacked."""
    packed = zlib.compress(b"q 1 0 0 1 0 0 cm Q " * (megabytes * 55_000), 9)
    return _PAGE % (len(packed), packed)


def _locked() -> bytes:
    content = io.BytesIO()
    canvas = Canvas(content, encrypt=StandardEncryption("secret", canPrint=0))
    canvas.drawString(72, 700, "for your eyes only")
    canvas.save()
    return content.getvalue()


def _endless_pages() -> bytes:
    """A tree of pages that is its own child."""
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[2 0 R 2 0 R]/Count 999999999>>endobj\ntrailer<</Root 1 0 R>>\n"
    )


async def test_words_come_with_their_places_in_reading_order():
    document = Sheet().at(300, 100, "right").at(40, 100, "left side").at(40, 130, "below").document()

    (page,) = await read_layout(document)

    assert [[cell.text for cell in line.cells] for line in page.lines] == [["left side", "right"], ["below"]]
    assert page.lines[0].cells[1].left == pytest.approx(300, abs=2)
    assert page.number == 1


async def test_pages_are_told_apart():
    document = Sheet().at(40, 50, "one").next_page().at(40, 50, "two").document()

    assert await read_pages(document) == ["one", "two"]


async def test_the_columns_of_a_web_page_stay_under_each_other():
    html = "<script>alert(1)</script><table><tr><th>Net<th>Total<tr><td>1<td>2</table><p>Thank&nbsp;you</p>"

    (text,) = await read_pages(document_of(html.encode(), "text/html"))

    assert [line.split() for line in text.splitlines() if line] == [["Net", "Total"], ["1", "2"], ["Thank", "you"]]


async def test_an_email_is_read_with_its_heads():
    mail = b"From: a@b.example\r\nSubject: Your order\r\nContent-Type: text/html\r\n\r\n<b>Hello</b> there"

    (text,) = await read_pages(document_of(mail, "message/rfc822"))

    assert "Subject: Your order" in text
    assert "Hello there" in text


async def test_paragraphs_of_a_text_stay_apart():
    (text,) = await read_pages(document_of(b"Heading\n\nFirst line\nsecond line\n", "text/plain"))

    assert text == "Heading\n\nFirst line\nsecond line"


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7",
        b"%PDF-1.7\n" + b"\x00" * 5000,
        b"%PDF-1.4\n" + b"1 0 obj<<" * 20_000,
        b"%PDF-1.4\n" + b"[" * 200_000,
        _endless_pages(),
        _locked(),
        _bomb(80),
    ],
    ids=["header only", "zeros", "open dictionaries", "open lists", "endless pages", "locked", "bomb"],
)
async def test_a_hostile_file_is_refused_in_plain_words(content: bytes):
    with pytest.raises(Problem) as told:
        await read_layout(document_of(content))

    assert told.value.status in {413, 422}
    assert told.value.detail


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        (Document(name="a", media_type="application/pdf", data="!!!"), problems.NotReadable),
        (Document(name="a", media_type="application/pdf", data=""), problems.NotReadable),
        (document_of(b"\x89PNG\r\n\x1a\n", "image/png"), problems.NotReadable),
        (document_of(b"  \n ", "text/plain"), problems.NoText),
        (Sheet().next_page().document(), problems.NoText),
        (
            Document(name="a", media_type="text/plain", data=base64.b64encode(b"a" * (20 * 1024**2 + 1)).decode()),
            problems.DocumentTooLarge,
        ),
    ],
    ids=["no base64", "empty", "picture", "blank", "blank pages", "too large"],
)
async def test_what_cannot_be_read_is_refused(document: Document, problem: type[Problem]):
    with pytest.raises(problem):
        await read_layout(document)


async def test_reading_goes_on_after_a_hostile_file():
    with pytest.raises(Problem):
        await read_layout(document_of(b"%PDF-1.4\n" + b"[" * 200_000))

    assert await read_pages(Sheet().at(40, 50, "still here").document()) == ["still here"]


async def test_a_page_on_its_side_is_read_as_a_person_would_turn_it():
    content = io.BytesIO()
    canvas = Canvas(content, pagesize=(595, 842))
    canvas.setPageRotation(90)
    canvas.rotate(90)
    canvas.drawString(60, -80, "Total")
    canvas.drawString(300, -80, "120.00")
    canvas.drawString(60, -110, "Thank you")
    canvas.save()

    (page,) = await read_layout(document_of(content.getvalue()))

    assert [[cell.text for cell in line.cells] for line in page.lines] == [["Total", "120.00"], ["Thank you"]]
