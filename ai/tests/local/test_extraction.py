"""What the local provider reads off invoices it has not seen."""

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ai.tests.local import varied_latin, varied_more, varied_services, varied_small, varied_trades
from ai.tests.local.drawn import Sheet, document_of
from ai.tests.local.varied_latin import Known
from ai_service.documents import read_layout
from ai_service.providers.local.accuracy import FIELDS, measure, right
from ai_service.providers.local.embedding import Embedder
from ai_service.providers.local.extraction import extract
from contracts.ai import Document, ExtractField

SAMPLES = Path(__file__).parents[3] / "company" / "src" / "company_service" / "samples" / "invoices"

VARIED: list[Callable[[], Known]] = [
    made
    for module in (varied_latin, varied_more, varied_services, varied_small, varied_trades)
    for made in vars(module).values()
    if inspect.isfunction(made) and made.__module__ == module.__name__
]


async def _values(document: Document, embedder: Embedder, *fields: ExtractField) -> dict[str, Any]:
    found = await extract(await read_layout(document), fields, embedder)
    return {name: value for name, (value, _) in found.items()}


@pytest.mark.parametrize("made", VARIED, ids=lambda made: made.__name__)
async def test_the_facts_of_an_invoice_are_read_whatever_its_layout(made: Callable[[], Known], embedder: Embedder):
    known = made()

    values = await _values(known.document, embedder, *FIELDS)

    wrong = {name: value for name, value in values.items() if not right(name, value, getattr(known, name))}
    assert wrong == {}


async def test_the_sample_invoices_are_read_right(model_dir: Path):
    report = await measure([SAMPLES], model_dir)

    assert report["documents"] >= 12
    assert report["wrong"] == []


async def test_fields_beside_the_invoices_own_are_not_mixed_up_with_them(embedder: Embedder):
    document = varied_latin.german_letter_with_info_block().document

    values = await _values(
        document,
        embedder,
        ExtractField(name="order_number", type="id"),
        ExtractField(name="customer_number", type="id"),
        ExtractField(name="delivery_date", type="date"),
        ExtractField(name="due_date", type="date"),
        ExtractField(name="net_amount", type="money"),
        ExtractField(name="vat", type="money", description="VAT amount"),
        ExtractField(name="iban", type="id"),
        ExtractField(name="vat_id", type="id"),
        ExtractField(name="customer", type="string"),
    )

    assert values["order_number"] == "B-5521"
    assert values["customer_number"] == "10277"
    assert values["delivery_date"] == "2024-03-28"
    assert values["due_date"] == "2024-05-03"
    assert (values["net_amount"], values["vat"]) == (1000.0, 190.0)
    assert values["vat_id"] == "DE811234567"


async def test_a_field_nobody_foresaw_is_found_by_what_its_label_means(embedder: Embedder):
    document = varied_services.japanese_supplier_in_english().document

    values = await _values(
        document,
        embedder,
        ExtractField(name="ship", description="Name of the ship that carries the goods"),
        ExtractField(name="billing_period", description="Start of the billing period", type="date"),
    )

    assert "Hikari Maru" in values["ship"]


async def test_nothing_is_made_up_where_nothing_supports_it(embedder: Embedder):
    letter = document_of(b"Dear Ana,\n\nthank you for the lovely dinner. See you soon!\n\nYours, Tom\n", "text/plain")

    values = await _values(letter, embedder, *FIELDS, ExtractField(name="iban", type="id"))

    assert {values["number"], values["date"], values["currency"], values["total"], values["iban"]} == {None}


async def test_day_and_month_are_told_apart_by_the_other_dates_and_the_country(embedder: Embedder):
    date = ExtractField(name="date", type="date")
    american = document_of(b"Invoice date: 03/04/2025\nShipped to Austin, TX 78701\nTotal $5.00", "text/plain")
    british = document_of("Invoice date: 03/04/2025\nLondon\nTotal £5.00".encode(), "text/plain")
    telling = document_of(b"Invoice date: 03/04/2025\nDue: 03/28/2025\nTotal 5.00", "text/plain")

    read = [(await _values(document, embedder, date))["date"] for document in (american, british, telling)]

    assert read == ["2025-03-04", "2025-04-03", "2025-03-04"]


async def test_what_adds_up_and_stands_apart_is_surer_than_what_does_not(embedder: Embedder):
    sure = Sheet().sums(40, 300, 80, ("Net", "100.00"), ("VAT 20%", "20.00"), ("Total to pay", "120.00")).document()
    unsure = Sheet().sums(40, 300, 80, ("Amount", "100.00"), ("Amount", "117.00"), ("Amount", "121.00")).document()
    total = ExtractField(name="total", type="money")

    found = [(await extract(await read_layout(document), [total], embedder))["total"] for document in (sure, unsure)]

    confidences = [evidence.confidence for _, evidence in found if evidence]
    assert found[0][0] == 120.0
    assert confidences[0] > 0.9
    assert confidences[1] < 0.8
