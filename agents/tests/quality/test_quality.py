"""Test benches: cases, trials of them, and what could not be answered."""

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from agents.tests.conftest import BASES, Library
from agents_service.ingest.rules import Chunk
from agents_service.quality.rules import Passage, beginnings, figures, grouped, is_in, measured
from agents_service.quality.schemas import ExpectedPassage
from agents_service.quality.service.trials import run_trials

TRAVEL = (
    "# Travel\n\n## Hotels\n\nEmployees may spend up to 180 euros a night for a hotel in Paris. Rooms above "
    "that need a manager.\n\n## Trains\n\nJourneys of less than four hours are made by train, in the second class, and "
    "never by plane."
)
NOW = datetime(2026, 11, 30, tzinfo=UTC)


async def passage(library: Library, base: str, query: str) -> dict[str, Any]:
    hit = (await library.search(base, query))["items"][0]
    return {"document_id": hit["document_id"], "start": hit["start"], "end": hit["end"], "quote": hit["text"]}


async def test_a_trial_measures_what_is_found_and_answered_and_is_kept(library_on_each: Library):
    library = library_on_each
    base, http = await library_on_each.base(), library_on_each.http
    await library.upload(base, "travel.md", TRAVEL, "text/markdown")
    await library.upload(base, "holidays.txt", "Everybody has 30 days of paid holiday a year.")
    path, hotel = f"{BASES}/{base}", await passage(library, base, "hotel in Paris")
    for body in (
        {"question": "How much may a hotel in Paris cost?", "expected": [hotel]},
        {"question": "Who won the world cup of chess?", "is_answerable": False},
    ):
        assert (await http.post(f"{path}/cases", json=body)).status_code == 201

    started = (await http.post(f"{path}/trials", json={"with_answers": True, "note": "First"})).json()
    twice = await http.post(f"{path}/trials", json={})
    await run_trials(library.service.deps)
    trial = (await http.get(f"{path}/trials/{started['id']}")).json()
    questions = (await http.get(f"{path}/unanswered")).json()["items"]

    assert (twice.status_code, trial["state"], trial["done"], trial["total"]) == (409, "done", 2, 2)
    assert trial["figures"] == {"recall_5": 1.0, "recall_10": 1.0, "ndcg_10": 1.0, "answerability": 1.0}
    assert {each["rank"] for each in trial["results"]} == {1, None}
    assert questions == []


async def test_a_stopped_trial_keeps_what_it_had_and_goes_no_further(library: Library):
    base, http = await library.base(), library.http
    await library.upload(base, "travel.md", TRAVEL, "text/markdown")
    path, hotel = f"{BASES}/{base}", await passage(library, base, "hotel in Paris")
    await http.post(f"{path}/cases", json={"question": "Hotels?", "expected": [hotel]})

    started = (await http.post(f"{path}/trials", json={})).json()
    await http.post(f"{path}/trials/{started['id']}/stop")
    await run_trials(library.service.deps)
    shown = (await http.get(f"{path}/trials")).json()["items"]

    assert [(each["state"], each["done"]) for each in shown] == [("stopped", 0)]


async def test_questions_come_from_documents_opinions_and_what_had_no_answer(library: Library):
    base, http = await library.base(), library.http
    await library.upload(base, "travel.md", TRAVEL, "text/markdown")
    await library.upload(
        base, "holidays.txt", "Everybody has 30 days of paid holiday a year, five may be carried over."
    )
    path, hotel = f"{BASES}/{base}", await passage(library, base, "hotel in Paris")

    made = (await http.post(f"{path}/cases/generate", json={"count": 2})).json()["made"]
    for liked, citations in ((True, [hotel]), (False, [])):
        said = {"question": "Paris hotels?", "liked": liked, "reason": "Too old.", "citations": citations}
        await http.post(f"{path}/feedback", json=said)
    for question in ("Who is the king of Spain?", "Who is the king of Spain", "May I bring my dog?"):
        await http.post(f"{path}/answer", json={"question": question})
    cases = (await http.get(f"{path}/cases")).json()["items"]
    [king, dog] = (await http.get(f"{path}/unanswered")).json()["items"]
    await http.post(f"{path}/unanswered/dismiss", json={"ids": king["ids"]})
    left = (await http.get(f"{path}/unanswered")).json()["items"]

    assert made == 2
    assert [(each["origin"], each["state"]) for each in cases] == [
        ("feedback", "to_check"), ("feedback", "ready"), ("generated", "to_check"), ("generated", "to_check"),
    ]  # fmt: skip
    assert any("30" in each["question"] for each in cases[2:])
    assert (king["times"], king["people"], dog["question"]) == (2, 1, "May I bring my dog?")
    assert [each["question"] for each in left] == [dog["question"]]


async def test_a_case_must_say_what_is_expected_and_where(library: Library):
    base = await library.base()
    path = f"{BASES}/{base}/cases"
    gone = {"document_id": "knd_" + "0" * 32, "start": 0, "end": 3, "quote": "One"}

    nothing = await library.http.post(path, json={"question": "One?"})
    unknown = await library.http.post(path, json={"question": "One?", "expected": [gone]})
    empty = await library.http.post(f"{BASES}/{base}/trials", json={})

    assert (nothing.status_code, unknown.status_code, empty.status_code) == (422, 422, 409)
    assert unknown.json()["errors"][0]["pointer"] == "/expected/0/document_id"


def passages(*places: tuple[str, int, int]) -> list[Passage]:
    return [Passage(document, document, start, end, f"text of {document}") for document, start, end in places]


@pytest.mark.parametrize(
    ("found", "rank", "recall", "ndcg"),
    [
        (passages(("a", 0, 100), ("b", 0, 100)), 1, 1.0, 1.0),
        (passages(("x", 0, 9), ("b", 0, 100)), 2, 0.5, 0.387),
        (passages(("a", 300, 400)), None, 0.0, 0.0),
        (passages(*[("x", 0, 9)] * 7, ("a", 10, 90), ("b", 0, 100)), 8, 0.0, 0.378),
    ],
)
def test_what_was_found_is_measured(found: list[Passage], rank: int | None, recall: float, ndcg: float):
    expected = [{"document_id": each, "start": 0, "end": 100, "quote": "…"} for each in ("a", "b")]
    case = {"id": "kct_1", "question": "?", "expected": expected, "is_answerable": True}

    result = measured(case, found, None, None)

    assert (result.rank, result.recall_5, round(result.ndcg_10 or 0, 3)) == (rank, recall, ndcg)
    assert result.is_answer_right is None


def test_an_answer_is_right_when_it_quotes_what_is_expected_or_is_rightly_missing():
    place = {"document_id": "a", "start": 0, "end": 9, "quote": "x"}
    known: dict[str, Any] = {"id": "1", "question": "?", "expected": [place], "is_answerable": True}
    unknown: dict[str, Any] = {"id": "2", "question": "?", "expected": [], "is_answerable": False}

    results = [
        measured(known, [], "It is so.", passages(("a", 2, 8))),
        measured(known, [], "It is so.", passages(("b", 2, 8))),
        measured(unknown, [], None, []),
        measured(unknown, [], "Invented.", []),
    ]

    assert [each.is_answer_right for each in results] == [True, False, True, False]
    assert figures(results).answerability == 0.5


def test_a_passage_is_known_again_where_the_text_has_moved():
    expected = ExpectedPassage(document_id="a", start=0, end=20, quote="Up to  180 euros")

    assert is_in(expected, Passage("a", "a", 500, 600, "Hotels: up to 180\neuros a night."))
    assert not is_in(expected, Passage("a", "a", 500, 600, "Trains are cheaper."))


def test_questions_of_one_meaning_are_one_group_the_most_asked_first():
    near, far = np.array([1, 0], np.float32), np.array([0, 1], np.float32)
    rows = [
        {"id": str(n), "question": q, "asked_by": who, "asked_at": NOW - timedelta(hours=n), "reason": "…"}
        for n, (q, who) in enumerate([("Dogs?", "a"), ("Kings?", "a"), ("The king?", "b"), ("Kings?", "")])
    ]

    [kings, dogs] = grouped(rows, np.stack([far, near, near, near]))

    assert (kings.question, kings.others, kings.times, kings.people) == ("Kings?", ["The king?"], 3, 2)
    assert (dogs.ids, kings.last_at) == (["0"], NOW - timedelta(hours=1))


def test_a_text_without_headings_is_asked_for_by_its_rarest_words():
    text = "The company pays. The company pays for 30 days of holiday, and five may be carried into March."

    [(question, start, end)] = beginnings("rules", text, [Chunk(0, len(text), 1)], "de")

    assert question.startswith("Was steht zu ")
    assert "30" in question
    assert (start, end) == (0, len(text))
