"""The web edge: identity, limits, problems, deadlines, idempotency keys, metrics."""

import asyncio
import time
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Annotated, Any

import httpx2
import pytest
from fastapi import FastAPI
from joserfc import jwt
from joserfc.jwk import ECKey
from pydantic import BaseModel

from kernel.db import Database, service_metadata
from kernel.identity import Principal, TokenVerifier, allowed, internal
from kernel.inprocess import InProcessTransport
from kernel.problems import Conflict
from kernel.telemetry import Metrics
from kernel.web import Edge, IfMatch, handle_problems


class Body(BaseModel):
    """What the example route takes."""

    name: str
    n: int = 0


class Example:
    """A service with one of each kind of route."""

    def __init__(self, db: Database) -> None:
        self.done = 0
        self.hold = asyncio.Event()
        self.hold.set()
        self.key = ECKey.generate_key("P-256", {"kid": "k1", "alg": "ES256", "use": "sig"}, private=True)
        self.metrics = Metrics()
        app = FastAPI(openapi_url=None)
        handle_problems(app)
        app.add_api_route("/things", self.make, methods=["POST"], status_code=201)
        app.add_api_route("/things", self.read, methods=["GET"])
        app.add_api_route("/things", self.change, methods=["PUT"])
        app.add_api_route("/broken", self.broken, methods=["POST"])
        app.add_api_route("/refused", self.refused, methods=["POST"])
        app.add_api_route("/slow", self.slow)
        app.add_api_route("/internal", self.inside)
        verifier = TokenVerifier("company", self.keys)
        self.edge = Edge(app, "company", verifier, db, self.metrics, {"/large": 10_000_000}, 1000)

    async def keys(self) -> dict[str, Any]:
        return {"keys": [self.key.as_dict(private=False)]}

    def token(self, **claims: Any) -> str:
        now = int(time.time())
        given = {
            "iss": "agent-platform",
            "aud": ["company"],
            "sub": "usr_1",
            "company": "cmp_1",
            "scope": "thing.read",
            "iat": now,
            "exp": now + 600,
            **claims,
        }
        header = {"alg": "ES256", "kid": "k1", "typ": "at+jwt"}
        return jwt.encode(header, {k: v for k, v in given.items() if v is not None}, self.key)

    async def make(self, body: Body, by: Annotated[Principal, allowed()]) -> dict[str, Any]:
        await self.hold.wait()
        self.done += 1
        return {"name": body.name, "made": self.done, "company": by.company_id}

    async def read(self, by: Annotated[Principal, allowed("thing.read")]) -> str:
        return by.company_id

    async def change(self, version: IfMatch, by: Annotated[Principal, allowed("thing.write")]) -> int:
        return version

    async def broken(self, by: Annotated[Principal, allowed()]) -> None:
        self.done += 1
        raise RuntimeError("secret detail of a defect")

    async def refused(self, by: Annotated[Principal, allowed()]) -> None:
        self.done += 1
        raise Conflict("Not like this.")

    async def slow(self, by: Annotated[Principal, allowed()]) -> None:
        await asyncio.sleep(30)

    async def inside(self, by: Annotated[Principal, internal("auth")]) -> str:
        return f"{by.service} for {by.company_id}"


@pytest.fixture
async def example(tmp_path: Path) -> AsyncGenerator[Example]:
    db = Database(f"sqlite+aiosqlite:///{tmp_path}/a.db")
    async with db.begin() as tx:
        await tx.connection.run_sync(service_metadata().create_all)
    yield Example(db)
    await db.close()


@pytest.fixture
async def http(example: Example) -> AsyncGenerator[httpx2.AsyncClient]:
    headers = {"authorization": f"Bearer {example.token()}"}
    transport = InProcessTransport(example.edge)
    async with httpx2.AsyncClient(transport=transport, base_url="http://x.internal", headers=headers) as client:
        yield client


async def test_a_permission_is_needed_and_named(http: httpx2.AsyncClient):
    assert (await http.get("/things")).json() == "cmp_1"

    refused = await http.put("/things", headers={"if-match": '"1"'})

    assert refused.status_code == 403
    assert "thing.write" in refused.json()["detail"]


@pytest.mark.parametrize(
    "claims",
    [
        {"exp": int(time.time()) - 1},
        {"exp": 1e300},
        {"exp": None},
        {"iss": "someone-else"},
        {"aud": ["ai"]},
        {"sub": None},
        {"sub": 7},
        {"iat": None},
        {"exp": int(time.time()) + 86_400},
        {"company": None},
    ],
    ids=["ended", "never ends", "no end", "issuer", "audience", "nobody", "subject", "no start", "long", "no company"],
)
async def test_tokens_that_are_not_quite_right_are_refused(example: Example, http: httpx2.AsyncClient, claims: Any):
    answer = await http.get("/things", headers={"authorization": f"Bearer {example.token(**claims)}"})

    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["www-authenticate"].startswith("Bearer")


async def test_forged_tokens_are_refused(example: Example, http: httpx2.AsyncClient):
    other = ECKey.generate_key("P-256", {"kid": "k1"}, private=True)
    claims = jwt.decode(example.token(), example.key, algorithms=["ES256"]).claims
    header = {"alg": "ES256", "kid": "k1", "typ": "at+jwt"}
    head, body, signature = example.token().split(".")
    forged = [
        jwt.encode(header, claims, other),
        jwt.encode({**header, "kid": "../../etc/passwd"}, claims, example.key),
        jwt.encode({**header, "typ": "JWT"}, claims, example.key),
        f"{head}.{body}.",
        f"{head}.{body}.{signature[:-4]}AAAA",
        "eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0." + body + ".",
        "",
        "a.b.c",
        "ÿ",
        "x" * 5000,
    ]

    for token in forged:
        answer = await http.get("/things", headers=[(b"authorization", f"Bearer {token}".encode("latin-1"))])
        assert answer.status_code == 401, token[:40]


async def test_nobody_is_told_to_sign_in(example: Example):
    transport = InProcessTransport(example.edge)
    async with httpx2.AsyncClient(transport=transport, base_url="http://x.internal") as anonymous:
        assert (await anonymous.get("/things")).status_code == 401


async def test_a_service_acts_for_the_company_it_names(example: Example, http: httpx2.AsyncClient):
    token = example.token(sub="svc:auth", company=None, scope=None)
    as_auth = {"authorization": f"Bearer {token}", "x-company-id": "cmp_9"}

    assert (await http.get("/internal", headers=as_auth)).json() == "auth for cmp_9"
    assert (await http.get("/internal", headers={"x-company-id": "cmp_9"})).status_code == 403
    assert (await http.get("/things", headers={"x-company-id": "cmp_9"})).json() == "cmp_1"


async def test_wrong_input_names_the_place(http: httpx2.AsyncClient):
    answer = await http.post("/things", json={"n": "many"})

    assert answer.status_code == 422
    assert {e["pointer"] for e in answer.json()["errors"]} == {"/name", "/n"}


@pytest.mark.parametrize(
    "content", [b"{", b"[" * 900, b'{"name": "\\ud800"}', b'{"name": 1e999}', b"\xff\xfe", b"null", b'"text"']
)
async def test_hostile_bodies_are_refused_in_words(http: httpx2.AsyncClient, content: bytes):
    answer = await http.post("/things", content=content, headers={"content-type": "application/json"})

    assert answer.status_code == 422
    assert answer.json()["type"] == "/problems/invalid-request"


async def test_a_large_body_is_refused_declared_or_not(http: httpx2.AsyncClient):
    async def parts() -> AsyncGenerator[bytes]:
        for _ in range(20):
            yield b" " * 100

    declared = await http.post("/things", content=b" " * 1001)
    undeclared = await http.post("/things", content=parts())

    assert (declared.status_code, undeclared.status_code) == (413, 413)


async def test_a_defect_is_recorded_and_not_shown(http: httpx2.AsyncClient):
    answer = await http.post("/broken", headers={"x-request-id": "req-from-me"})

    assert answer.status_code == 500
    assert "secret detail" not in answer.text
    assert (answer.json()["request_id"], answer.headers["x-request-id"]) == ("req-from-me", "req-from-me")


async def test_the_calling_services_deadline_ends_the_work(example: Example, http: httpx2.AsyncClient):
    service = {"authorization": f"Bearer {example.token(sub='svc:auth', company=None)}", "x-company-id": "cmp_1"}

    answer = await http.get("/slow", headers={**service, "x-deadline-ms": "100"})

    assert answer.status_code == 504


async def test_a_post_with_a_key_is_done_once(example: Example, http: httpx2.AsyncClient):
    first = await http.post("/things", json={"name": "a"}, headers={"idempotency-key": "k"})
    again = await http.post("/things", json={"name": "a"}, headers={"idempotency-key": "k"})
    other = await http.post("/things", json={"name": "b"}, headers={"idempotency-key": "k"})

    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 422)
    assert again.json() == first.json()
    assert again.headers["idempotency-replayed"] == "true"
    assert example.done == 1


async def test_keys_of_other_companies_are_other_keys(example: Example, http: httpx2.AsyncClient):
    await http.post("/things", json={"name": "a"}, headers={"idempotency-key": "k"})
    elsewhere = {"authorization": f"Bearer {example.token(company='cmp_2')}", "idempotency-key": "k"}

    answer = await http.post("/things", json={"name": "a"}, headers=elsewhere)

    assert answer.json()["company"] == "cmp_2"


async def test_a_second_request_waits_for_the_first(example: Example, http: httpx2.AsyncClient):
    example.hold.clear()
    first = asyncio.create_task(http.post("/things", json={"name": "a"}, headers={"idempotency-key": "k"}))
    await asyncio.sleep(0.1)

    second = await http.post("/things", json={"name": "a"}, headers={"idempotency-key": "k"})
    example.hold.set()

    assert (second.status_code, second.headers["retry-after"]) == (409, "2")
    assert (await first).status_code == 201
    assert example.done == 1


@pytest.mark.parametrize("path", ["/broken", "/refused"])
async def test_a_key_of_a_failed_request_may_be_used_again(example: Example, http: httpx2.AsyncClient, path: str):
    for _ in range(2):
        await http.post(path, headers={"idempotency-key": "k"})

    assert example.done == 2


@pytest.mark.parametrize("key", ["", " ", "ü", "x" * 256])
async def test_an_unusable_key_is_told(http: httpx2.AsyncClient, key: str):
    answer = await http.post("/things", json={"name": "a"}, headers=[(b"idempotency-key", key.encode("latin-1"))])

    assert answer.status_code == 422


@pytest.mark.parametrize(("etag", "status"), [(None, 428), ("abc", 422), ('"²"', 422), ('"1"', 200), ('W/"12"', 200)])
async def test_a_change_says_what_it_was_made_from(example: Example, http: httpx2.AsyncClient, etag: Any, status: int):
    headers = [(b"authorization", f"Bearer {example.token(scope='thing.write')}".encode())]
    if etag:
        headers.append((b"if-match", etag.encode("latin-1")))

    assert (await http.put("/things", headers=headers)).status_code == status


async def test_requests_are_counted_by_route(example: Example, http: httpx2.AsyncClient):
    await http.get("/things")
    await http.get("/nowhere/else")

    text = example.metrics.text()[0].decode()

    assert 'http_requests_total{method="GET",route="/things",service="company",status="200"} 1.0' in text
    assert 'route="other",service="company",status="404"' in text
