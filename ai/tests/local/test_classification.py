"""Sorting with a confidence that means something: measured on texts and labels that no number was fitted on."""

import json
from pathlib import Path
from typing import Any

import pytest

from ai.tests.opened import API
from tests.harness import ServiceUnderTest

LABELLED = Path(__file__).parents[3] / "bench" / "labelled"
QUEUES = [
    {"name": "billing", "description": "Invoices, payments, refunds and charges"},
    {"name": "delivery", "description": "Where a parcel is, delays, damage on the way"},
    {"name": "jobs", "description": "Somebody applies for a job or asks about one"},
]


async def _sort(ai: ServiceUnderTest, text: str, **more: Any) -> dict[str, Any]:
    answer = await (await ai.signed_in()).post(f"{API}/tasks/classify", json={"text": text, "labels": QUEUES, **more})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_text_that_fits_no_label_gets_none_where_that_is_allowed(ai: ServiceUnderTest):
    said = await _sort(ai, "Water boils at a lower temperature on mountains.", abstain=True)

    assert (said["label"], said["labels"]) == (None, [])
    assert "at least 50%" in said["reason"]


async def test_a_clear_text_is_sorted_also_where_abstaining_is_allowed(ai: ServiceUnderTest):
    said = await _sort(ai, "My parcel has not arrived, where is it?", abstain=True)

    assert said["label"] == "delivery"
    assert said["reason"] is None


async def test_a_threshold_of_ones_own_counts(ai: ServiceUnderTest):
    said = await _sort(ai, "My parcel arrived broken, please refund the payment.", threshold=0.999)

    assert said["label"] is None


async def test_several_labels_may_fit(ai: ServiceUnderTest):
    both = await _sort(ai, "The parcel arrived broken, please refund the payment.", multiple=True)
    none = await _sort(ai, "Water boils at a lower temperature on mountains.", multiple=True)

    assert set(both["labels"]) == {"billing", "delivery"}
    assert (none["label"], none["labels"]) == (None, [])


@pytest.mark.parametrize("name", ["contract_clauses", "enquiries", "expenses"])
async def test_three_of_four_unseen_texts_are_sorted_right(ai: ServiceUnderTest, name: str):
    told = json.loads((LABELLED / f"{name}.json").read_text())
    client = await ai.signed_in()
    texts = [(text, label) for label, many in told["texts"].items() if label for text in many]

    said = [
        (await client.post(f"{API}/tasks/classify", json={"text": text, "labels": told["labels"]})).json()
        for text, _ in texts
    ]

    right = [answer["label"] == label for answer, (_, label) in zip(said, texts, strict=True)]
    assert sum(right) / len(right) >= 0.75
