"""`http.request`: what it sends, what it makes of the answer, and where it does not go."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from company.tests.steps.other_system import OtherSystem, answer, other_system
from company.tests.workflows.graphs import Json, one
from company.tests.world import API, World, opened_world
from company_service.steps.http import MAX_ANSWER


@pytest.fixture
async def system() -> AsyncIterator[OtherSystem]:
    async with other_system() as found:
        yield found


async def _run(world: World, **settings: Any) -> Json:
    return await world.run(await world.publish(one("http.request", settings)))


async def test_what_another_system_says_is_the_output(world: World, system: OtherSystem):
    system.answers = [answer(b'{"paid": [1, 2]}', etag='"7"', set_cookie="secret=1")]

    run = await _run(world, url=system.url + "/invoices", query={"page": 2, "q": "a b", "none": None})

    assert run["output"]["body"] == {"paid": [1, 2]}
    assert run["output"]["status"] == 200
    assert run["output"]["headers"] == {"content-type": "application/json", "etag": '"7"'}
    assert system.asked[0].line == "GET /invoices?page=2&q=a+b HTTP/1.1"
    assert "idempotency-key" not in system.asked[0].headers


async def test_an_effect_carries_its_idempotency_key(world: World, system: OtherSystem):
    run = await _run(world, method="POST", url=system.url, json={"amount": 3}, headers={"X-Team": "ap"})

    asked = system.asked[0]
    assert asked.body == b'{"amount":3}'
    assert asked.headers["idempotency-key"] == f"{run['id']}:only"
    assert (asked.headers["content-type"], asked.headers["x-team"]) == ("application/json", "ap")


async def test_text_that_is_no_json_is_text(world: World, system: OtherSystem):
    system.answers = [answer("Grüße".encode(), kind="text/plain; charset=utf-8"), answer(b"{no json")]

    words = await _run(world, url=system.url)
    broken = await _run(world, url=system.url)

    assert words["output"]["body"] == "Grüße"
    assert broken["output"]["body"] == "{no json"


async def test_a_redirect_is_an_answer_and_is_not_followed(world: World, system: OtherSystem):
    system.answers = [answer(b"", 302, location=system.url + "/elsewhere")]

    run = await _run(world, url=system.url)

    assert (run["output"]["status"], run["output"]["headers"]["location"]) == (302, system.url + "/elsewhere")
    assert len(system.asked) == 1


@pytest.mark.parametrize(
    ("status", "method", "problem"),
    [
        (404, "GET", "/problems/request-refused"),
        (500, "POST", "/problems/request-refused"),
        (503, "GET", "/problems/unavailable"),
        (429, "POST", "/problems/too-many-requests"),
        (504, "GET", "/problems/deadline-exceeded"),
    ],
)
async def test_a_refusal_fails_the_step(world: World, system: OtherSystem, status: int, method: str, problem: str):
    system.answers = [answer(b"no", status)]

    run = await _run(world, method=method, url=system.url)

    assert run["status"] == "failed"
    assert run["error"]["type"] == problem


async def test_a_read_that_breaks_off_is_tried_again(world: World, system: OtherSystem):
    system.answers = [b"", answer(b"1")]
    graph = one("http.request", {"url": system.url})
    graph["steps"][0]["retry"] = {"max": 2, "backoff": "50ms"}

    run = await world.run(await world.publish(graph))

    assert run["output"]["body"] == 1
    assert len(system.asked) == 2


@pytest.mark.parametrize(
    ("method", "reply"),
    [("POST", b""), ("POST", answer(b"no", 504)), ("DELETE", answer(b"no", 502))],
    ids=["breaks off", "504", "502"],
)
async def test_an_effect_that_may_have_happened_waits_for_a_person(
    world: World, system: OtherSystem, method: str, reply: bytes
):
    system.answers = [reply]
    graph = one("http.request", {"url": system.url, "method": method, "json": {}})
    graph["steps"][0]["retry"] = {"max": 5, "backoff": "50ms"}
    started = await world.run(await world.publish(graph), wait=0)

    run = await world.until(started["id"], "waiting", "failed", "succeeded")

    assert (run["status"], run["waiting_for"]["kind"]) == ("waiting", "uncertain")
    assert len(system.asked) == 1


async def test_an_endless_answer_is_cut_off(world: World, system: OtherSystem):
    system.answers = [answer(b"x" * (MAX_ANSWER + 1), kind="text/plain")]

    run = await _run(world, url=system.url)

    assert run["error"]["type"] == "/problems/answer-too-large"


async def test_our_own_network_is_not_reached(tmp_path: Path, system: OtherSystem):
    async with opened_world(tmp_path, settings={}) as world:
        runs = [
            await _run(world, url=url)
            for url in (system.url, f"http://localhost:{system.port}", "http://169.254.169.254/latest/meta-data")
        ]

    assert {run["error"]["type"] for run in runs} == {"/problems/address-refused"}
    assert system.asked == []


@pytest.mark.parametrize(
    "settings",
    [
        {"url": "{{ 'ftp://example.com' }}"},
        {"url": "{{ 'no address' }}"},
        {"url": "{{ 'http://' }}"},
        {"url": "{{ 'http://[::1' }}"},
        {"url": "http://127.0.0.1:1", "headers": {"Host": "internal"}},
        {"url": "http://127.0.0.1:1", "headers": {"X": "{{ 'a\\r\\nX-Admin: 1' }}"}},
        {"url": "http://127.0.0.1:1", "headers": {"bad name": "1"}},
    ],
)
async def test_what_cannot_be_sent_is_said(world: World, settings: Json):
    run = await _run(world, **settings)

    assert run["status"] == "failed"
    assert run["error"]["status"] == 422


async def test_nobody_there_is_worth_another_try(world: World):
    run = await _run(world, url="http://127.0.0.1:9", method="POST")

    assert run["error"]["type"] == "/problems/unavailable"


async def test_an_address_without_a_scheme_is_found_before_publishing(world: World):
    workflow_id = await world.publish(one("set", {"values": {}}))
    graphs = [
        one("http.request", settings)
        for settings in ({"url": "example.com"}, {"url": "https://a.example", "json": 1, "body": "x"})
    ]

    for graph in graphs:
        found = await world.owner.post(f"{API}/workflows/{workflow_id}/validate", json={"graph": graph})
        assert [each["severity"] for each in found.json()["problems"]] == ["error"]
