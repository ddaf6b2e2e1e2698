"""Every task by its route, answered by the built-in local provider."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from ai.tests.local.drawn import document_of
from ai.tests.local.varied_latin import french_with_blocks_side_by_side
from ai.tests.opened import API
from tests.harness import ServiceUnderTest

SAMPLES = Path(__file__).parents[3] / "company" / "src" / "company_service" / "samples" / "invoices"
CATEGORIES = [
    {"name": "IT and telecommunications", "description": "Hosting, cloud, software licences, telephone, internet"},
    {"name": "Office and equipment", "description": "Office supplies, stationery, furniture, printers, small devices"},
    {"name": "Travel and lodging", "description": "Hotels, flights, trains, taxis, rental cars, meals on the road"},
    {"name": "Professional services", "description": "Consulting, legal and tax advice, training, workshops"},
    {"name": "Goods and materials", "description": "Raw materials, parts, packaging, freight and delivery of goods"},
    {"name": "Energy and premises", "description": "Rent, electricity, gas, water, heating, cleaning, maintenance"},
]
REPORT = (
    "The warehouse in Rotterdam burned down on Monday night. Nobody was hurt, because the night shift had left early. "
    "The fire began in a battery charger, the fire brigade said. Cheese was on offer in the canteen that day. "
    "The company will deliver from its warehouse in Antwerp until the building in Rotterdam has been rebuilt."
)


async def _ask(ai: ServiceUnderTest, task: str, body: dict[str, Any]) -> dict[str, Any]:
    client = await ai.signed_in()
    answer = await client.post(f"{API}/tasks/{task}", json=body)
    assert answer.status_code == 200, answer.text
    said = answer.json()
    assert said["answered_by"]["provider"] == "local"
    assert "no language model" in said["answered_by"]["note"]
    assert said["usage"]["cost"] == 0
    return said


async def test_a_summary_is_made_of_the_texts_own_sentences(ai: ServiceUnderTest):
    said = await _ask(ai, "summarise", {"text": REPORT, "max_sentences": 2})

    assert "warehouse" in said["summary"]
    assert all(sentence.strip(". ") in REPORT for sentence in said["summary"].split(". "))
    assert "Cheese" not in said["summary"]


async def test_values_are_taken_out_of_a_document_with_their_evidence(ai: ServiceUnderTest):
    document = french_with_blocks_side_by_side().document.model_dump()
    fields = [{"name": "supplier"}, {"name": "total", "type": "money"}, {"name": "date", "type": "date"}]

    said = await _ask(ai, "extract", {"document": document, "fields": fields})

    assert said["values"] == {"supplier": "Menuiserie Lefèvre SARL", "total": 1500.0, "date": "2024-03-12"}
    assert said["evidence"]["date"]["page"] == 1
    assert said["evidence"]["date"]["text"] == "12/03/2024"


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("The app crashes whenever I open the settings page on my phone.", "technical problem"),
        ("I was charged twice for last month, please send the money back.", "billing"),
        ("Could a consultant show us what your premium plan can do for our team?", "sales"),
        ("Guten Tag, seit gestern kommt beim Anmelden nur noch eine Fehlermeldung.", "technical problem"),
        ("Bonjour, vous m'avez débité deux fois, je demande le remboursement.", "billing"),
        ("Graag ontvang ik een offerte voor twintig medewerkers.", "sales"),
    ],
)
async def test_a_text_is_sorted_by_what_it_means(ai: ServiceUnderTest, text: str, label: str):
    labels = [
        {"name": "technical problem", "description": "Something does not work: errors, crashes, log-in trouble"},
        {"name": "billing", "description": "Invoices, payments, refunds and charges"},
        {"name": "sales", "description": "Interest in buying, prices, demonstrations, offers"},
    ]

    said = await _ask(ai, "classify", {"text": text, "labels": labels})

    assert said["label"] == label
    assert said["confidence"] == max(said["scores"].values())
    assert sum(said["scores"].values()) == pytest.approx(1.0, abs=0.01)


async def test_most_sample_invoices_are_sorted_right_by_short_descriptions_alone(ai: ServiceUnderTest):
    client, wrong = await ai.signed_in(), list[str]()

    for path in sorted(SAMPLES.glob("*.pdf")):
        body = {"document": document_of(path.read_bytes()).model_dump(), "labels": CATEGORIES}
        said = (await client.post(f"{API}/tasks/classify", json=body)).json()
        if said["label"] != json.loads(path.with_suffix(".json").read_text())["category"]:
            wrong.append(f"{path.name}: {said['label']}")

    assert len(wrong) <= 3, wrong


async def test_examples_teach_a_label_whose_name_says_nothing(ai: ServiceUnderTest):
    labels = [
        {"name": "queue A", "examples": ["My parcel has not arrived", "Where is my delivery?"]},
        {"name": "queue B", "examples": ["I forgot my password", "I cannot sign in to my account"]},
    ]

    said = await _ask(ai, "classify", {"text": "The courier never came with my package", "labels": labels})

    assert said["label"] == "queue A"


async def test_a_question_is_answered_by_the_passage_that_holds_the_answer(ai: ServiceUnderTest):
    said = await _ask(ai, "answer", {"text": REPORT, "question": "How did the fire begin?"})

    assert said["answer"] == "The fire began in a battery charger, the fire brigade said."
    assert said["passages"][0]["page"] == 1


async def test_a_question_the_text_does_not_answer_is_not_answered(ai: ServiceUnderTest):
    said = await _ask(ai, "answer", {"text": REPORT, "question": "What is the capital of Peru?"})

    assert said["answer"] is None
    assert said["passages"] == []


async def test_the_answer_in_the_last_of_a_thousand_sentences_is_found(ai: ServiceUnderTest):
    filler = " ".join(f"Shelf number {n} holds spare parts for pumps." for n in range(1000))

    question = {"text": f"{filler} The alarm code of the cellar is 7741.", "question": "What is the alarm code?"}
    said = await _ask(ai, "answer", question)

    assert said["answer"] == "The alarm code of the cellar is 7741."


@pytest.mark.parametrize("task", ["summarise", "extract", "classify", "answer"])
@pytest.mark.parametrize("text", ["", " ", "\x00", "1" * 100_000, "🙂 " * 2_000])
async def test_odd_texts_are_answered_without_fuss(ai: ServiceUnderTest, task: str, text: str):
    more: dict[str, dict[str, Any]] = {
        "summarise": {},
        "extract": {"fields": [{"name": "total", "type": "money"}, {"name": "colour"}]},
        "classify": {"labels": ["good", "bad"]},
        "answer": {"question": "Why?"},
    }

    await _ask(ai, task, {"text": text, **more[task]})


async def test_what_is_wrong_with_a_request_is_said(ai: ServiceUnderTest):
    client = await ai.signed_in()
    broken = {"name": "a.pdf", "media_type": "application/pdf", "data": base64.b64encode(b"%PDF-1.7 junk").decode()}

    neither = await client.post(f"{API}/tasks/summarise", json={})
    one_label = await client.post(f"{API}/tasks/classify", json={"text": "x", "labels": ["one"]})
    nameless = await client.post(f"{API}/tasks/classify", json={"text": "x", "labels": ["", ""]})
    junk = await client.post(f"{API}/tasks/summarise", json={"document": broken})

    assert [answer.status_code for answer in (neither, one_label, nameless, junk)] == [422, 422, 422, 422]
    assert junk.json()["title"] == "The document cannot be read"


async def test_only_who_may_use_ai_is_answered(ai: ServiceUnderTest):
    viewer = await ai.signed_in(permissions=["run.read"])

    refused = await viewer.post(f"{API}/tasks/summarise", json={"text": REPORT})
    unknown = await ai.http.post(f"{API}/tasks/summarise", json={"text": REPORT})

    assert (refused.status_code, unknown.status_code) == (403, 401)
