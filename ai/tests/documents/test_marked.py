"""Documents as text that still shows its structure."""

import base64

from ai.tests.local.drawn import Sheet
from ai_service.documents import read_marked
from contracts.ai import Document


def document_of(content: str, kind: str) -> Document:
    return Document(name="a", media_type=kind, data=base64.b64encode(content.encode()).decode())


async def test_headings_and_tables_of_a_page_are_marked():
    table = "<table><tr><th>Name</th><th>Price</th></tr><tr><td>Nut</td><td>2</td></tr></table>"
    html = f"<h1>Prices</h1><p>Without tax.</p>{table}"

    [text] = await read_marked(document_of(html, "text/html"))

    assert text.startswith("# Prices\n")
    assert "Without tax." in text
    assert text.endswith("| Name | Price |\n| Nut | 2 |")


async def test_rows_of_a_list_of_values_stand_under_their_names():
    [text] = await read_marked(document_of("Name;Price\nNut;2,50\n", "text/csv"))

    assert text == "| Name | Price |\n| Nut | 2,50 |"


async def test_a_drawn_page_is_read_in_lines():
    [text] = await read_marked(Sheet().at(40, 50, "The canteen opens at noon").document())

    assert text == "The canteen opens at noon"
