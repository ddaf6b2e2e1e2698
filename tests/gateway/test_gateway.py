"""The gateway as it runs: the real Nginx, its own start script, and small upstreams behind it."""

import json
import time
from collections.abc import Generator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.gateway.upstreams import upstream
from tests.servers.nginx_server import Nginx, gateway
from tests.servers.process import ServerDidNotStart, free_port
from tests.servers.skipping import or_skipped

SERVICES = ("auth", "company", "agents", "ai", "notifications", "frontend")
GENEROUS = {"REQUESTS_PER_SECOND": "1000", "SIGN_INS_PER_SECOND": "1000"}


@pytest.fixture(scope="module")
def front() -> Generator[Nginx]:
    with ExitStack() as stack:
        addresses = {name: stack.enter_context(upstream(name)) for name in SERVICES if name != "notifications"}
        addresses["notifications"] = f"127.0.0.1:{free_port()}"
        yield stack.enter_context(or_skipped(gateway(addresses, GENEROUS)))


@pytest.fixture
def client(front: Nginx) -> Generator[httpx2.Client]:
    with httpx2.Client(base_url=front.url, trust_env=False, timeout=10) as client:
        yield client


@pytest.mark.parametrize(
    ("path", "service"),
    [
        ("/api/auth/v1/me", "auth"),
        ("/api/auth/v1/login", "auth"),
        ("/api/company/v1/runs?status=failed", "company"),
        ("/hooks/a-token?a=1", "company"),
        ("/forms/a-token", "company"),
        ("/api/agents/v1/agents", "agents"),
        ("/api/ai/v1/usage", "ai"),
        ("/", "frontend"),
        ("/agents/agt_1", "frontend"),
        ("/readyz", "company"),
    ],
)
def test_a_path_goes_to_its_service_unchanged(client: httpx2.Client, path: str, service: str) -> None:
    answer = client.get(path).json()

    assert (answer["by"], answer["path"]) == (service, path)


def test_the_gateway_itself_is_alive(client: httpx2.Client) -> None:
    assert client.get("/healthz").json() == {"status": "alive"}


@pytest.mark.parametrize(
    "path",
    ["/metrics", "/api/", "/api/unknown/v1/x", "/api/auth/v1/service-tokens", "/api/%2e%2e/metrics"],
)
def test_what_is_not_public_is_not_found(client: httpx2.Client, path: str) -> None:
    answer = client.get(path)

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_request_id_is_taken_over(client: httpx2.Client) -> None:
    answer = client.get("/api/auth/v1/me", headers={"X-Request-Id": "from-the-caller"}).json()

    assert answer["headers"]["x-request-id"] == "from-the-caller"


@pytest.mark.parametrize("theirs", ["", "short", 'quo"ted-and-long', "x" * 65])
def test_a_request_id_that_may_do_harm_is_replaced(client: httpx2.Client, theirs: str) -> None:
    answer = client.get("/api/auth/v1/me", headers={"X-Request-Id": theirs}).json()

    assert len(answer["headers"]["x-request-id"]) == 32


def test_a_caller_cannot_say_where_it_comes_from(client: httpx2.Client) -> None:
    lies = {"X-Forwarded-For": "10.0.0.1", "Forwarded": "for=10.0.0.1", "X-Forwarded-Proto": "https"}

    headers = client.get("/api/auth/v1/me", headers=lies).json()["headers"]

    assert headers["x-forwarded-for"] == "127.0.0.1"
    assert headers["x-forwarded-proto"] == "http"
    assert "forwarded" not in headers


@pytest.mark.parametrize(
    ("path", "fits"),
    [
        ("/api/auth/v1/login", 60 * 1024),
        ("/api/company/v1/workflows", 5000 * 1024),
        ("/api/company/v1/files", 30 * 1024**2),
        ("/api/ai/v1/tasks/extract", 34 * 1024**2),
        ("/hooks/a-token", 1000 * 1024),
        ("/forms/a-token", 1000 * 1024),
    ],
)
def test_a_body_has_a_limit_for_its_route(client: httpx2.Client, path: str, fits: int) -> None:
    taken = client.post(path, content=b"x" * fits)
    refused = client.post(path, content=b"x" * (fits * 2))

    assert taken.json()["length"] == fits
    assert (refused.status_code, refused.json()["type"]) == (413, "/problems/too-large")


def test_events_arrive_as_they_happen(client: httpx2.Client) -> None:
    with client.stream("GET", "/api/company/v1/runs/run_1/events") as stream:
        delays = [time.monotonic() - float(line[6:]) for line in stream.iter_lines() if line.startswith("data: ")]

    assert len(delays) == 3
    assert delays[0] < 0.5, "the first event waited for the last"


def test_a_service_that_is_away_is_a_problem_with_advice(client: httpx2.Client) -> None:
    answer = client.get("/api/notifications/v1/notices", headers={"X-Request-Id": "from-the-caller"})

    problem = answer.json()
    assert (answer.status_code, problem["type"], problem["request_id"]) == (
        502,
        "/problems/bad-gateway",
        "from-the-caller",
    )
    assert answer.headers["retry-after"] == "5"


def test_a_service_s_own_problem_passes_unchanged(client: httpx2.Client) -> None:
    answer = client.get("/api/auth/v1/refused")

    assert (answer.status_code, answer.json()["title"]) == (409, "of the service's own")


def _until_logged(front: Nginx, what: str) -> list[dict[str, Any]]:
    """Nginx writes the line after the answer is on its way."""
    until = time.monotonic() + 10
    while what not in front.log and time.monotonic() < until:
        time.sleep(0.02)
    return [json.loads(line) for line in front.log.splitlines() if line.startswith("{")]


def test_the_log_is_json_without_secrets(client: httpx2.Client, front: Nginx) -> None:
    client.get("/hooks/very-secret-token?also=secret", headers={"Authorization": "Bearer secret"})
    client.get("/forms/very-secret-token?also=secret")
    client.get("/api/auth/v1/me?key=secret", headers={"X-Request-Id": "this-is-logged"})

    written = _until_logged(front, "this-is-logged")
    assert any(line["request_id"] == "this-is-logged" and line["path"] == "/api/auth/v1/me" for line in written)
    assert "secret" not in json.dumps(written)


def test_guessing_passwords_is_slowed_down() -> None:
    with upstream("auth") as auth, gateway({"auth": auth}, {"SIGN_INS_PER_SECOND": "1"}) as front:
        answers = [httpx2.post(f"{front.url}/api/auth/v1/login", json={}, trust_env=False) for _ in range(40)]

    refused = [answer for answer in answers if answer.status_code == 429]
    assert 10 <= len(refused) < 25
    assert refused[0].headers["retry-after"] == "1"
    assert refused[0].json()["type"] == "/problems/too-many-requests"


def test_the_application_being_away_is_a_page(front: Nginx) -> None:
    with upstream("auth") as auth, gateway({"auth": auth, "frontend": f"127.0.0.1:{free_port()}"}) as alone:
        answer = httpx2.get(alone.url, trust_env=False)

    assert answer.status_code == 503
    assert "Back in a moment" in answer.text


def test_a_setting_that_is_not_a_plain_word_is_refused() -> None:
    with pytest.raises(ServerDidNotStart, match="AUTH_UPSTREAM"), gateway({"auth": 'auth"; } evil'}):
        pass


def test_it_starts_with_settings_of_no_service_at_all(tmp_path: Path) -> None:
    with gateway({}) as front:
        answer = httpx2.get(f"{front.url}/api/auth/v1/me", trust_env=False)

    assert answer.status_code == 502
