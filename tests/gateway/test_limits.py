"""Limits bite, say how long to wait, and recover: in the real Nginx, and in one process, with the same figures."""

import asyncio
import re
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx2
import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import Message, Receive, Scope, Send

from kernel.web import as_problem, problem_response
from standalone.front import Front
from standalone.limits import Counting, Rates
from tests.gateway.upstreams import upstream
from tests.servers.nginx_server import ROOT, Nginx, gateway

OUTSIDE = "192.0.2.7"


class Clock:
    """Seconds that pass only when told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers how long the body was; a problem as the edge would."""
    try:
        length = len(await Request(scope, receive).body())
    except Exception as error:  # noqa: BLE001 - stands where the edge would
        await problem_response(as_problem(error), None)(scope, receive, send)
    else:
        await JSONResponse({"length": length})(scope, receive, send)


def _client(front: Front, address: str = OUTSIDE) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(front, client=(address, 1)), base_url="http://here")


async def _until_refused(ask: Callable[[], AsyncGenerator[httpx2.Response]]) -> tuple[int, httpx2.Response]:
    count = 0
    async for answer in ask():
        if answer.status_code == 429:
            return count, answer
        count += 1
    raise AssertionError(f"{count} requests were answered, and none refused")


@pytest.mark.parametrize(
    ("method", "path", "at_once"),
    [
        ("POST", "/api/auth/v1/signup", 11),
        ("POST", "/api/auth/v1/login", 21),
        ("POST", "/hooks/a-token", 101),
        ("GET", "/api/company/v1/runs", 201),
    ],
)
async def test_one_process_limits_an_address_as_the_gateway_does(method: str, path: str, at_once: int) -> None:
    clock = Clock()
    async with _client(Front(echo, Rates(), clock=clock)) as http:

        async def ask() -> AsyncGenerator[httpx2.Response]:
            for _ in range(500):
                yield await http.request(method, path)

        count, refused = await _until_refused(ask)
        clock.now += int(refused.headers["retry-after"])
        after = await http.request(method, path)

    assert count == at_once
    assert refused.json()["type"] == "/problems/too-many-requests"
    assert after.status_code == 200


async def test_a_key_is_counted_whatever_addresses_it_comes_from() -> None:
    front = Front(echo, Rates(), clock=Clock())

    async def ask() -> AsyncGenerator[httpx2.Response]:
        for number in range(500):
            async with _client(front, f"192.0.2.{number % 5}") as http:
                yield await http.get("/api/company/v1/runs", headers={"authorization": "Bearer a-key-of-somebody"})

    count, _ = await _until_refused(ask)

    assert count == 201


async def test_who_sits_at_the_machine_itself_is_not_limited_unless_asked_for() -> None:
    async with _client(Front(echo, Rates(), clock=Clock()), "127.0.0.1") as http:
        answers = [await http.post("/api/auth/v1/signup") for _ in range(50)]

    assert {answer.status_code for answer in answers} == {200}
    async with _client(Front(echo, Rates(), limits_this_machine=True, clock=Clock()), "127.0.0.1") as http:
        answers = [await http.post("/api/auth/v1/signup") for _ in range(50)]
    assert [answer.status_code for answer in answers].count(200) == 11


def test_callers_who_went_away_are_forgotten() -> None:
    counting = Counting(Clock())

    for number in range(30_000):
        counting.wait([(str(number), Rates().of("/", "", "")[0][1])])

    assert len(counting._used_until) == 20_000  # pyright: ignore[reportPrivateUsage] - what it holds is what is asked


@pytest.mark.parametrize("path", ["/metrics", "/api/auth/v1/service-tokens"])
async def test_what_is_not_public_is_not_found_from_outside(path: str) -> None:
    async with _client(Front(echo, Rates())) as http:
        answer = await http.post(path)

    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-found")


def _asked(method: str) -> dict[str, Any]:
    """What the server says of a request from outside."""
    client = (OUTSIDE, 1)
    return {"type": "http", "method": method, "path": "/", "headers": [], "client": client, "query_string": b""}


async def test_more_at_once_than_can_be_done_is_refused_with_advice() -> None:
    front = Front(echo, Rates(), most_requests=1)
    answers: list[Message] = []

    async def second(message: Message) -> None:
        answers.append(message)

    async def never() -> Message:
        async with _client(front) as http:
            refused = await http.get("/api/company/v1/runs")
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "1")
        return {"type": "http.request", "body": b"", "more_body": False}

    await front(_asked("GET"), never, second)

    assert answers[0]["status"] == 200


async def test_a_body_that_comes_too_slowly_is_given_up() -> None:
    front = Front(echo, Rates(), body_seconds=0.05)
    answers: list[Message] = []

    async def kept(message: Message) -> None:
        answers.append(message)

    pieces: list[Message] = [{"type": "http.request", "body": b"{", "more_body": True}]

    async def slow() -> Message:
        return pieces.pop() if pieces else await asyncio.Future[Message]()

    await front(_asked("POST"), slow, kept)

    assert answers[0]["status"] == 408


async def test_every_answer_carries_the_headers_of_security() -> None:
    async with _client(Front(echo, Rates())) as http:
        headers = (await http.get("/api/company/v1/runs")).headers

    assert headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert headers["x-content-type-options"] == "nosniff"


def test_both_shapes_have_the_same_figures() -> None:
    written = (ROOT / "api" / "start.sh").read_text()
    places = "\n".join(path.read_text() for path in (ROOT / "api").glob("*.conf"))
    given = {name: int(value) for name, value in re.findall(r"\$\{(\w+_PER_\w+):=(\d+)\}", written)}
    bursts = {name: int(value) for name, value in re.findall(r"limit_req zone=([\w-]+) burst=(\d+) nodelay;", places)}
    rates = Rates()
    ours = [
        *rates.of("/api/auth/v1/signup", "a", "k"),
        *rates.of("/api/auth/v1/login", "a", "k"),
        *rates.of("/hooks/t", "a", "k"),
    ]

    assert bursts == {allowance.name: allowance.burst for _, allowance in ours}
    assert given == {
        "REQUESTS_PER_SECOND": rates.everything,
        "REQUESTS_PER_SECOND_PER_KEY": rates.key,
        "SIGN_INS_PER_SECOND": rates.sign_ins,
        "SIGN_UPS_PER_MINUTE": rates.sign_ups * 60,
        "HOOKS_PER_SECOND": rates.hooks,
    }


def _ask(front: Nginx, path: str, times: int, headers: dict[str, str] | None = None) -> list[httpx2.Response]:
    with httpx2.Client(base_url=front.url, trust_env=False) as http:
        return [http.post(path, json={}, headers=headers) for _ in range(times)]


@pytest.mark.parametrize(
    ("path", "setting", "at_once"),
    [
        ("/api/auth/v1/signup", "SIGN_UPS_PER_MINUTE", 11),
        ("/hooks/a-token", "HOOKS_PER_SECOND", 101),
    ],
)
def test_the_gateway_limits_and_recovers(path: str, setting: str, at_once: int) -> None:
    slow = {setting: "60" if setting.endswith("MINUTE") else "1"}
    with ExitStack() as stack:
        addresses = {name: stack.enter_context(upstream(name)) for name in ("auth", "company")}
        front = stack.enter_context(gateway(addresses, {"REQUESTS_PER_SECOND": "10000", **slow}))
        answers = _ask(front, path, at_once + 10)
        refused = [answer for answer in answers if answer.status_code == 429]
        until = time.monotonic() + 10
        while (again := _ask(front, path, 1)[0].status_code) == 429 and time.monotonic() < until:
            time.sleep(0.1)

    assert len(refused) >= 5
    assert refused[0].headers["retry-after"] in {"1", "2"}
    assert refused[0].json()["type"] == "/problems/too-many-requests"
    assert again == 200


def test_the_gateway_limits_a_key_and_nobody_else() -> None:
    settings = {"REQUESTS_PER_SECOND": "10000", "REQUESTS_PER_SECOND_PER_KEY": "1"}
    with upstream("auth") as auth, gateway({"auth": auth}, settings) as front:
        busy = _ask(front, "/api/auth/v1/x", 215, {"authorization": "Bearer one-key-of-somebody"})
        other = _ask(front, "/api/auth/v1/x", 1, {"authorization": "Bearer other-key-of-somebody"})
        nobody = _ask(front, "/api/auth/v1/x", 1)

    assert 5 <= [answer.status_code for answer in busy].count(429) <= 14
    assert (other[0].status_code, nobody[0].status_code) == (200, 200)


def test_the_gateway_takes_so_many_at_once_and_no_more() -> None:
    with upstream("company") as company, gateway({"company": company}, {"MOST_REQUESTS": "1"}) as front:
        with httpx2.stream("GET", f"{front.url}/api/company/v1/runs/run_1/events", trust_env=False) as following:
            lines = following.iter_lines()
            assert next(lines)
            refused = httpx2.get(f"{front.url}/api/company/v1/runs", trust_env=False)
        after = _ask(front, "/api/company/v1/runs", 1)[0]

    assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")
    assert refused.json()["type"] == "/problems/unavailable"
    assert after.status_code == 200


def test_a_trusted_proxy_says_who_asks_and_nobody_else_does(tmp_path: Path) -> None:
    claims = {"X-Forwarded-For": "198.51.100.9"}
    with upstream("auth") as auth, gateway({"auth": auth}, {"TRUSTED_PROXIES": "127.0.0.0/8"}) as front:
        told = _ask(front, "/api/auth/v1/x", 1, claims)[0].json()["headers"]["x-forwarded-for"]

    assert told == "198.51.100.9"


def test_maintenance_is_told_to_people_and_to_programs() -> None:
    with upstream("auth") as auth, gateway({"auth": auth}) as front:
        (front.home / "run" / "maintenance").touch()
        page = httpx2.get(f"{front.url}/agents", trust_env=False)
        program = httpx2.get(f"{front.url}/api/auth/v1/me", trust_env=False)
        alive = httpx2.get(f"{front.url}/healthz", trust_env=False)
        (front.home / "run" / "maintenance").unlink()
        after = httpx2.get(f"{front.url}/api/auth/v1/me", trust_env=False)

    assert (page.status_code, page.headers["content-type"], "Gleich wieder da" in page.text) == (503, "text/html", True)
    assert (program.status_code, program.json()["type"], program.headers["retry-after"]) == (
        503,
        "/problems/unavailable",
        "5",
    )
    assert (alive.status_code, after.status_code) == (200, 200)
