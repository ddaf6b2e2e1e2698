"""Names of people: how many are found, how many of those are some, and what becomes of them."""

from pathlib import Path

import orjson
import pytest

from ai_service.guardrails.masking import Restorer, Vault
from ai_service.guardrails.person_names import find_names
from ai_service.guardrails.rules import Guard, redacting
from ai_service.guardrails.schemas import GuardBody
from bench.accuracy import person_names

LABELLED = Path(__file__).parents[3] / "bench" / "labelled" / "names" / "names.json"


def _found(text: str) -> list[str]:
    return [text[start:end] for start, end in find_names(text)]


def test_as_many_are_found_as_the_guide_says():
    held_out = person_names(orjson.loads(LABELLED.read_bytes())["held out"])

    assert held_out["recall"] >= 0.82
    assert held_out["precision"] >= 0.86


@pytest.mark.parametrize(
    "text",
    [
        "The invoice of Müller GmbH is overdue.",
        "Bitte liefern Sie an die Anna-Seidel-Straße 12.",
        "Payment is due in March or April, not in May.",
        "Best regards,\nYour Support Team",
        "{}",
        "",
    ],
)
def test_what_is_called_after_people_is_left_alone(text: str):
    assert _found(text) == []


def test_a_name_comes_back_in_the_answer_and_its_parts_are_known_again():
    vault = Vault(Guard(GuardBody(name="mask")))
    restorer = Restorer(vault, in_json=False)

    seen = vault.masked("From: Olivia Brown <ob@example.com>. Mrs Brown wants it back.")

    assert seen == "From: [NAME_1] <ob@example.com>. Mrs [NAME_2] wants it back."
    said = "".join([restorer.push("Dear Mrs [NA"), restorer.push("ME_2], hello [NAME_1]"), restorer.rest()])
    assert said == "Dear Mrs Brown, hello Olivia Brown"


def test_names_are_looked_for_only_where_a_company_wants_that():
    assert GuardBody().name == "off"
    assert redacting(GuardBody()).mode("name") == "off"
    assert redacting(GuardBody(name="observe")).mode("name") == "mask"
