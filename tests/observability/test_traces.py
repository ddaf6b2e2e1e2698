"""A run is one trace, named after it, through whatever parts of the platform it goes; no trace holds a word of it."""

import json

from tests.observability.conftest import HUSH, Watched


def _of_the_run(watched: Watched) -> str:
    return watched.run["id"].removeprefix("run_")


def test_a_run_is_a_trace_whose_id_is_the_run_s(watched: Watched) -> None:
    spans = [each for each in watched.sink.spans() if each.trace == _of_the_run(watched)]
    named = {each.name: each for each in spans}

    assert watched.run["status"] == "succeeded"
    assert {"run", "step ai.classify", "step wait"} <= set(named)
    assert named["run"].parent == ""
    assert named["step ai.classify"].parent == named["run"].id
    assert named["run"].facts["platform.status"] == "succeeded"
    assert named["run"].seconds >= named["step ai.classify"].seconds


def test_what_a_step_asks_of_another_service_is_in_its_trace(watched: Watched) -> None:
    spans = [each for each in watched.sink.spans() if each.trace == _of_the_run(watched)]
    step = next(each for each in spans if each.name == "step ai.classify")

    asked = next(each for each in spans if each.parent == step.id)
    answered = next(each for each in spans if each.parent == asked.id and "http.route" in each.facts)

    assert asked.name == "POST ai"
    assert answered.name.startswith("POST /api/ai/v1/")
    assert answered.facts["http.response.status_code"] == 200


def test_no_trace_holds_what_was_said_or_a_query(watched: Watched) -> None:
    sent = b"".join(watched.sink.bodies)

    assert HUSH.encode() not in sent
    assert b"token=" not in sent


def test_a_line_of_the_log_names_its_trace(watched: Watched) -> None:
    lines = [json.loads(line) for line in watched.log.splitlines() if line.startswith("{")]
    mine = [line for line in lines if line.get("request_id") == watched.request_id and line["event"] == "request"]
    spans = {each.trace for each in watched.sink.spans()}

    assert mine
    assert {line["trace_id"] for line in mine} <= spans
