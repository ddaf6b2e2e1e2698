"""What the tasks ask a company's model, what they make of its answers, and what they do not believe."""

from typing import Any

import pytest

from ai.tests.endpoint import Model
from ai.tests.local.drawn import document_of
from ai.tests.opened import API, connect
from tests.harness import ServiceUnderTest

INVOICE = (
    "Invoice INV-7 of 3 March 2026, ACME Ltd\n"
    "Cable  2  5,00 EUR  10,00 EUR\nPlug  1  2,50 EUR  2,50 EUR\nTotal: 12,50 €"
)
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "number": {"type": "string", "format": "id"},
        "date": {"type": "string", "format": "date"},
        "total": {"type": "number", "minimum": 0},
        "paid": {"type": ["boolean", "null"]},
        "note": {"type": "string"},
        "seller": {"$ref": "#/$defs/Party"},
        "lines": {"type": "array", "items": {"$ref": "#/$defs/Line"}},
    },
    "required": ["number", "date", "total", "seller", "lines"],
    "$defs": {
        "Party": {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]},
        "Line": {
            "type": "object",
            "properties": {"text": {"type": "string"}, "quantity": {"type": "integer"}, "amount": {"type": "number"}},
            "required": ["text", "quantity", "amount"],
        },
    },
}
LINES = [{"text": "Cable", "quantity": 2, "amount": 10}, {"text": "Plug", "quantity": 1, "amount": 2.5}]
FOUND: dict[str, Any] = {
    "number": "INV-7", "date": "2026-03-03", "total": 12.5, "paid": None, "note": None, "seller": {"name": "acme ltd"},
    "lines": LINES,
}  # fmt: skip


@pytest.fixture
async def connected(ai: ServiceUnderTest, model: Model) -> ServiceUnderTest:
    await connect(await ai.signed_in(), model, input_price=2.0, output_price=6.0)
    return ai


async def _ask(ai: ServiceUnderTest, task: str, status: int = 200, **body: Any) -> dict[str, Any]:
    answer = await (await ai.signed_in()).post(f"{API}/tasks/{task}", json=body)
    assert answer.status_code == status, answer.text
    return answer.json()


async def test_an_object_of_a_schema_comes_with_the_place_of_each_value(connected: ServiceUnderTest, model: Model):
    model.says_json(FOUND)

    said = await _ask(connected, "extract", text=INVOICE, schema=SCHEMA)

    assert said["values"] == {name: value for name, value in FOUND.items() if name != "note"}
    places = {path: INVOICE[e["start"] : e["end"]] for path, e in said["evidence"].items() if e}
    assert places["/date"] == "3 March 2026"
    assert places["/total"] == "12,50"
    assert places["/seller/name"] == "ACME Ltd"
    assert places["/lines/1/text"] == "Plug"
    assert (said["unsupported"], said["missing"]) == ([], [])
    assert len(model.asked) == 1


async def test_the_model_may_always_say_that_it_does_not_know(connected: ServiceUnderTest, model: Model):
    model.says_json(FOUND)

    await _ask(connected, "extract", text=INVOICE, schema=SCHEMA)

    asked = model.asked[0]["response_format"]["json_schema"]["schema"]
    assert asked["properties"]["number"] == {"type": ["string", "null"]}
    assert asked["properties"]["lines"]["items"]["additionalProperties"] is False


async def test_an_invented_value_is_asked_about_once_more(connected: ServiceUnderTest, model: Model):
    model.turns = [{**FOUND, "number": "INV-1999"}, FOUND]

    said = await _ask(connected, "extract", text=INVOICE, schema=SCHEMA)

    assert said["values"]["number"] == "INV-7"
    assert said["unsupported"] == []
    assert "'INV-1999' does not stand in the text" in model.asked[1]["messages"][-1]["content"]
    assert said["usage"]["input_tokens"] == 2000


@pytest.mark.parametrize(("mode", "number"), [("flag", "INV-1999"), ("null", None)])
async def test_a_value_invented_to_the_end_is_flagged_or_taken_away(
    connected: ServiceUnderTest, model: Model, mode: str, number: str | None
):
    model.says_json({**FOUND, "number": "INV-1999"})

    said = await _ask(connected, "extract", text=INVOICE, schema=SCHEMA, repairs=2, unsupported=mode)

    assert said["values"]["number"] == number
    assert said["unsupported"] == ["/number"]
    assert said["evidence"]["/number"] is None
    assert len(model.asked) == 3


async def test_what_the_schema_needs_and_the_text_lacks_is_said_to_be_missing(
    connected: ServiceUnderTest, model: Model
):
    model.says_json({**FOUND, "total": -3, "seller": None})

    said = await _ask(connected, "extract", text=INVOICE, schema=SCHEMA, repairs=0)

    assert said["missing"] == ["/total", "/seller/name"]
    assert (said["values"]["total"], said["values"]["seller"]) == (None, {"name": None})
    assert len(model.asked) == 1


async def test_a_schema_that_cannot_be_promised_is_refused_with_its_place(connected: ServiceUnderTest):
    schema = {"type": "object", "properties": {"code": {"type": "string", "pattern": "^A"}}}

    said = await _ask(connected, "extract", 422, text="x", schema=schema)

    assert "At /properties/code: `pattern` is not understood" in said["detail"]


async def test_fields_that_are_not_in_the_text_are_named(connected: ServiceUnderTest, model: Model):
    model.says_json({"total": 99, "currency": "EUR"})
    fields = [{"name": "total", "type": "money"}, {"name": "currency", "type": "currency"}]

    said = await _ask(connected, "extract", text=INVOICE, fields=fields)

    assert said["values"] == {"total": 99.0, "currency": "EUR"}
    assert said["unsupported"] == ["total"]
    assert said["evidence"]["currency"]["text"] == "EUR"


async def test_a_picture_is_shown_to_the_model(connected: ServiceUnderTest, model: Model):
    model.says_json({"total": 12.5})
    picture = document_of(b"\x89PNG\r\n\x1a\n", "image/png").model_dump()

    said = await _ask(connected, "extract", document=picture, fields=[{"name": "total", "type": "money"}])

    part = model.asked[0]["messages"][1]["content"][1]
    assert part["image_url"]["url"].startswith("data:image/png;base64,")
    assert (said["values"], said["evidence"]) == ({"total": 12.5}, {"total": None})
    assert "picture" in said["answered_by"]["note"]


async def test_a_choice_may_be_none(connected: ServiceUnderTest, model: Model):
    model.says_json({"label": None, "confidence": 90})

    said = await _ask(connected, "classify", text="Hm.", labels=["a", "b"], abstain=True)

    assert None in model.asked[0]["response_format"]["json_schema"]["schema"]["properties"]["label"]["enum"]
    assert (said["label"], said["labels"]) == (None, [])
    assert "none of the labels" in said["reason"]


async def test_a_choice_below_the_threshold_is_not_made(connected: ServiceUnderTest, model: Model):
    model.says_json({"label": "a", "confidence": 60})

    unsure = await _ask(connected, "classify", text="Hm.", labels=["a", "b", "c"], threshold=0.7)
    sure = await _ask(connected, "classify", text="Hm.", labels=["a", "b", "c"], threshold=0.6)

    assert unsure["label"] is None
    assert "60%" in unsure["reason"]
    assert (sure["label"], sure["scores"]) == ("a", {"a": 0.6, "b": 0.2, "c": 0.2})


async def test_several_labels_may_fit(connected: ServiceUnderTest, model: Model):
    model.says_json({"labels": [{"label": "a", "confidence": 60}, {"label": "c", "confidence": 95}]})

    said = await _ask(connected, "classify", text="Hm.", labels=["a", "b", "c"], multiple=True)

    assert said["labels"] == ["c", "a"]
    assert said["scores"] == {"a": 0.6, "b": 0.0, "c": 0.95}


async def test_a_text_longer_than_any_context_is_summarised_part_by_part(connected: ServiceUnderTest, model: Model):
    model.says_json({"summary": "In 2019 it grew."})
    text = "\n\n".join(f"Chapter {n}. " + "The company grew in 2019. " * 120 for n in range(20))

    said = await _ask(connected, "summarise", text=text)

    assert len(model.asked) == 4
    assert "summaries, in order, of the parts" in model.asked[-1]["messages"][1]["content"]
    assert said["answered_by"]["method"] == "summary of summaries"
    assert said["unsupported"] == []
    assert said["usage"]["input_tokens"] == 4000


async def test_numbers_that_a_summary_adds_are_named(connected: ServiceUnderTest, model: Model):
    model.says_json({"summary": "Sales rose by 35 % to 1,200."})

    said = await _ask(connected, "summarise", text="Sales rose to 1.200 units.")

    assert said["unsupported"] == ["35"]


async def test_an_answer_cites_the_passage_that_holds_it_whatever_number_the_model_gives(
    connected: ServiceUnderTest, model: Model
):
    model.says_json(
        {"answer": "In Lima.", "quotes": [{"quote": "office is in Lima", "passage": 0}, {"quote": "made up"}]}
    )
    passages = ["We sell pumps.", "Our head\noffice is in Lima, Peru."]

    said = await _ask(connected, "answer", passages=passages, question="Where is the office?")

    [cited] = said["passages"]
    assert (cited["passage"], cited["start"], cited["end"]) == (1, 9, 26)
    assert cited["page"] is None


async def test_an_answer_from_a_text_has_its_page_and_place(connected: ServiceUnderTest, model: Model):
    model.says_json({"answer": "Lima", "quotes": [{"quote": "in Lima"}]})

    said = await _ask(connected, "answer", text="Page one.\fThe office is in Lima.", question="Where?")

    assert (said["passages"][0]["page"], said["passages"][0]["start"]) == (2, 24)


async def test_a_text_is_rewritten_as_asked(connected: ServiceUnderTest, model: Model):
    model.says = "Please pay 50 EUR by 9 May."

    said = await _ask(connected, "rewrite", text="pay 50 EUR", instruction="Be kind.", tone="formal", length="longer")

    asked = model.asked[0]["messages"][1]["content"]
    assert all(words in asked for words in ("Be kind.", "formal tone", "longer"))
    assert said["text"] == "Please pay 50 EUR by 9 May."
    assert said["unsupported"] == ["9"]


async def test_a_long_text_is_translated_in_pieces_and_keeps_its_layout(connected: ServiceUnderTest, model: Model):
    model.says = "Bonjour"
    text = "\n\n".join("Hello there, dear reader. " * 60 for _ in range(8))

    said = await _ask(connected, "translate", text=text, language="fr")

    assert len(model.asked) > 1
    assert "into French" in model.asked[0]["messages"][1]["content"]
    assert said["language"] == "French"
    assert said["text"].split() == ["Bonjour"] * len(model.asked)
    assert "\n\n" in said["text"]


@pytest.mark.parametrize("task", ["summarise", "extract", "classify", "answer", "rewrite", "translate"])
async def test_each_task_counts_once_with_all_it_took(connected: ServiceUnderTest, model: Model, task: str):
    model.says_json({"summary": "x", "a": None, "label": "p", "answer": None})
    more: dict[str, dict[str, Any]] = {
        "extract": {"fields": [{"name": "a"}]},
        "classify": {"labels": ["p", "q"]},
        "answer": {"question": "Why?"},
        "translate": {"language": "German"},
    }

    said = await _ask(connected, task, text="A text.", **more.get(task, {}))
    records = (await (await connected.signed_in()).get(f"{API}/usage")).json()["items"]

    assert said["usage"]["cost"] == pytest.approx(0.005)
    assert [(record["task"], record["cost"]) for record in records] == [(task, pytest.approx(0.005))]
