"""Objects of a JSON Schema, without a language model: nested values, tables, and the place of each."""

from typing import Any

import pytest

from ai.tests.local.drawn import document_of
from ai.tests.opened import API
from ai_service.providers.local.reading.amounts import parse_number
from ai_service.providers.local.spans import Source, new_figures
from tests.harness import ServiceUnderTest

LINE = {
    "type": "object",
    "properties": {
        "description": {"type": "string"},
        "quantity": {"type": "integer"},
        "price": {"type": "number", "description": "Price of one piece"},
        "amount": {"type": "number"},
    },
    "required": ["description", "amount"],
}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "number": {"type": "string", "format": "id", "description": "Invoice number"},
        "due": {"type": ["string", "null"], "format": "date", "description": "Date by which it must be paid"},
        "total": {"type": "number", "description": "Total to pay"},
        "supplier": {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]},
        "lines": {"type": "array", "items": LINE},
        "payment": {"enum": ["cash", "bank transfer", None]},
        "approved": {"type": "boolean"},
    },
    "required": ["number", "total", "supplier", "lines"],
}
INVOICE = """Kabel & Co GmbH
Lange Strasse 4, 20095 Hamburg

Rechnung Nr.:  R-2026-17
Rechnungsdatum:  01.02.2026
Zahlbar per bank transfer

Bezeichnung              Menge     Einzelpreis     Betrag
Kupferkabel 3 x 1,5          4           12,50      50,00
  Trommel
Stecker                      2            0,75       1,50

Nettobetrag                                         51,50
MwSt 19 %                                            9,79
Gesamtbetrag                                        61,29
"""


async def _object(ai: ServiceUnderTest, **body: Any) -> dict[str, Any]:
    answer = await (await ai.signed_in()).post(f"{API}/tasks/extract", json={"schema": SCHEMA, **body})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_nested_values_and_the_lines_of_a_table_are_found(ai: ServiceUnderTest):
    said = await _object(ai, text=INVOICE)

    assert said["values"] == {
        "number": "R-2026-17",
        "due": None,
        "total": 61.29,
        "supplier": {"name": "Kabel & Co GmbH"},
        "lines": [
            {"description": "Kupferkabel 3 x 1,5 Trommel", "quantity": 4, "price": 12.5, "amount": 50.0},
            {"description": "Stecker", "quantity": 2, "price": 0.75, "amount": 1.5},
        ],
        "payment": "bank transfer",
    }
    assert said["missing"] == []
    assert said["answered_by"]["method"] == "typed candidates and tables"


async def test_the_place_of_each_value_is_told_in_the_callers_own_text(ai: ServiceUnderTest):
    said = await _object(ai, text=INVOICE)

    places = {path: INVOICE[e["start"] : e["end"]] for path, e in said["evidence"].items() if e}
    assert places["/number"] == "R-2026-17"
    assert places["/lines/1/amount"] == "1,50"
    assert places["/lines/0/quantity"] == "4"
    assert places["/payment"] == "bank transfer"


async def test_what_no_text_says_is_missing_not_made_up(ai: ServiceUnderTest):
    said = await _object(ai, text="Dear Tom,\n\nsee you soon!\n\nYours, Ana\n")

    assert said["values"]["total"] is None
    assert said["values"]["lines"] == []
    assert "/total" in said["missing"]
    assert "approved" not in said["values"]


async def test_fields_have_places_too(ai: ServiceUnderTest):
    fields = [{"name": "total", "type": "money"}, {"name": "currency", "type": "currency"}]
    client = await ai.signed_in()
    body = {
        "document": document_of(b"Invoice 12\fPage two\nTotal:  12.50 EUR\n", "text/plain").model_dump(),
        "fields": fields,
    }

    said = (await client.post(f"{API}/tasks/extract", json=body)).json()

    assert said["values"] == {"total": 12.5, "currency": "EUR"}
    assert said["evidence"]["total"]["page"] == 2
    assert said["evidence"]["total"]["start"] > len("Invoice 12\f")


@pytest.mark.parametrize(
    ("text", "value", "kind", "found"),
    [
        ("Due 3rd of March 2026.", "2026-03-03", "date", "3rd of March 2026"),
        ("on 2026-03-03", "2026-03-03", "date", "2026-03-03"),
        ("Total 1.234,50 EUR", 1234.5, "money", "1.234,50 EUR"),
        ("12 pieces", 12, "integer", "12"),
        ("IBAN DE89 3704 0044", "DE8937040044", "id", "DE89 3704 0044"),
        ("costs 5 €", "EUR", "currency", "5 €"),
        ("ACME\n  Ltd.", "acme ltd", "string", "ACME\n  Ltd"),
    ],
)
def test_a_value_is_found_however_it_is_written(text: str, value: Any, kind: Any, found: str):
    evidence = Source(text).evidence(value, kind)

    assert evidence is not None
    assert text[evidence.start : evidence.end] == found


@pytest.mark.parametrize(
    ("value", "kind"), [("2026-03-04", "date"), (12.6, "money"), ("ACM", "string"), ("USD", "currency")]
)
def test_a_value_that_is_not_there_is_not_found(value: Any, kind: Any):
    assert Source("ACME, 3 March 2026, 12.50 EUR").evidence(value, kind) is None


def test_numbers_that_are_new_are_told_from_those_written_another_way():
    assert new_figures("It has 1,200 parts, 7 of them new, since 2019.", "1.200 parts; 2019") == ["7"]


def test_a_number_below_one_is_not_taken_for_thousands():
    assert [parse_number(text) for text in ("0,271", "1,271", "0.5", "12,50")] == [0.271, 1271.0, 0.5, 12.5]
