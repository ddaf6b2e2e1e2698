"""At least thirty hostile requests to every public route: no 5xx, and nothing of another company."""

import base64
import json
import time
from collections import Counter
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey

from kernel.inprocess import InProcessTransport
from standalone.app import StandaloneSettings, running
from tests.hostile.attacks import PER_ROUTE, Attack, attacks, routes
from tests.journey.journey import Traveller
from tests.rules.routes import PUBLIC

_MARK = "Confidential-7f3a"
_DIALECTS = frozenset(
    f"/api/ai/v1/{each}"
    for each in (
        "chat/completions", "embeddings", "messages", "messages/count_tokens", "models", "models/{name}", "responses",
    )
)  # fmt: skip
_PROBLEM = "application/problem+json"


@dataclass(frozen=True)
class Scene:
    """A platform with two companies; `own` and `others` are ids of mine and theirs by the names routes give them."""

    http: httpx2.AsyncClient
    me: Traveller
    own: dict[str, str]
    others: dict[str, str]
    description: dict[str, Any]


async def settle(traveller: Traveller) -> dict[str, str]:
    """Give a company one of everything; what it is called holds the mark of confidential data."""
    entered = await traveller.sign_up()
    agent = await traveller.ask(
        "POST", "/api/agents/v1/agents", expect=201, json={"name": f"Agent {traveller.company}"}
    )
    graph: dict[str, Any] = {
        "input": {"type": "object", "properties": {}},
        "steps": [
            {
                "id": "ask",
                "type": "approval",
                "name": "Ask",
                "with": {"title": f"Pay {traveller.company}?", "to": ["role:owner"], "choices": ["yes", "no"]},
            }
        ],
        "edges": [],
        "output": {},
    }
    new: dict[str, Any] = {"name": f"Workflow {traveller.company}", "agent_id": agent["id"], "graph": graph}
    workflow = await traveller.ask("POST", "/api/company/v1/workflows", expect=201, json=new)
    await traveller.ask("POST", f"/api/company/v1/workflows/{workflow['id']}/publish", json={"note": ""})
    triggers = [
        await traveller.ask("POST", f"/api/company/v1/workflows/{workflow['id']}/triggers", expect=201, json=new)
        for new in (
            {"name": f"Trigger {traveller.company}", "settings": {"kind": "webhook", "auth": {"kind": "bearer"}}},
            {"name": f"Trigger {traveller.company}", "settings": {"kind": "form", "title": traveller.company}},
        )
    ]
    run_id = await traveller.start(workflow["id"], {})
    await traveller.settled([run_id])
    approvals = await traveller.ask("GET", "/api/company/v1/approvals")
    file = await traveller.upload(f"{traveller.company}.pdf", b"%PDF-1.4\n%%EOF")
    notices = await traveller.ask("GET", "/api/notifications/v1/notices")
    return {
        "agent_id": agent["id"],
        "workflow_id": workflow["id"],
        "run_id": run_id,
        "approval_id": approvals["items"][0]["id"],
        "file_id": file["id"],
        "notice_id": notices["items"][0]["id"] if notices["items"] else "ntc_" + "0" * 32,
        "company_id": entered["company"]["id"],
        "user_id": entered["user"]["id"],
        "number": "1",
        "version": "1",
        "name": "notice",
        "trigger_id": triggers[0]["id"],
        "token": triggers[0]["url"].removeprefix("/hooks/"),
    }


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncGenerator[Scene]:
    settings = StandaloneSettings(data_dir=tmp_path / "data")
    async with running(settings, {}) as gateway:
        transport = InProcessTransport(gateway)
        async with httpx2.AsyncClient(transport=transport, base_url="http://platform.test", timeout=30) as http:
            me, they = Traveller(http, "Mine"), Traveller(http, _MARK)
            others, own = await settle(they), await settle(me)
            description = (await http.get("/api/openapi.json")).json()
            yield Scene(http, me, own, others, description)


def _tokens(own: str) -> dict[str, str | None]:
    head, body, _ = own.split(".")
    claims = json.loads(base64.urlsafe_b64decode(body + "=="))
    stranger = ECKey.generate_key("P-256", {"kid": "stranger"})

    def signed(**changed: Any) -> str:
        return jwt.encode({"alg": "ES256", "typ": "at+jwt", "kid": "stranger"}, {**claims, **changed}, stranger)

    none_head = base64.urlsafe_b64encode(b'{"alg":"none","typ":"at+jwt"}').decode().rstrip("=")
    return {
        "own": f"Bearer {own}",
        "none": None,
        "expired": f"Bearer {signed(exp=int(time.time()) - 60)}",
        "forged": f"Bearer {signed(company='cmp_' + '0' * 32)}",
        "other-audience": f"Bearer {signed(aud=['elsewhere'])}",
        "alg-none": f"Bearer {none_head}.{body}.",
        "garbage": f"Bearer {head}.{body}.AAAA",
        "basic": "Basic YTpi",
    }


async def _send(http: httpx2.AsyncClient, attack: Attack, tokens: dict[str, str | None]) -> httpx2.Response:
    headers = {"content-type": "application/json", **attack.headers}
    authorization = tokens[attack.token]
    if authorization:
        headers["authorization"] = authorization
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    request = http.build_request(
        attack.method, attack.path, params=dict(attack.query), content=attack.body, headers=raw
    )
    response = await http.send(request, stream=True)
    if response.headers.get("content-type", "").startswith("text/event-stream"):
        await response.aclose()
        return httpx2.Response(response.status_code, headers=response.headers)
    await response.aread()
    await response.aclose()
    return response


_PUBLIC = {route.partition(" ")[2] for route in PUBLIC}


@pytest.mark.slow
async def test_hostile_requests_get_a_clear_refusal_and_nothing_of_another_company(scene: Scene):
    tokens = _tokens(scene.me.token)
    sent: Counter[str] = Counter()
    wrong: list[str] = []

    for route in routes(scene.description):
        for attack in attacks(route, scene.own, scene.others):
            answer = await _send(scene.http, attack, tokens)
            sent[f"{route.method} {route.path}"] += 1
            wrong += [f"{said}: {attack.method} {attack.path[:90]} {attack.token} {(attack.body or b'')[:80]!r}"
                      for said in _judged(answer, attack, route.path)]  # fmt: skip

    assert not wrong, "\n".join(wrong)
    assert min(sent.values()) >= PER_ROUTE, sent.most_common()[-3:]


def _judged(answer: httpx2.Response, attack: Attack, path: str) -> list[str]:
    found: list[str] = []
    if answer.status_code >= 500:
        found.append(f"{answer.status_code} {answer.text[:200]}")
    if _MARK in answer.text:
        found.append("another company's data")
    if attack.token != "own" and path not in _PUBLIC and answer.status_code != 401:
        found.append(f"{answer.status_code} instead of 401")
    if answer.status_code >= 400 and attack.method != "HEAD" and not _is_told(answer, path):
        found.append(f"{answer.status_code} is no problem document")
    return found


def _is_told(answer: httpx2.Response, path: str) -> bool:
    """Whether it says in the expected form what is wrong: models' clients expect the errors of their own dialect."""
    if answer.headers.get("content-type") == _PROBLEM:
        return True
    if path not in _DIALECTS or answer.headers.get("content-type") != "application/json":
        return False
    error = answer.json().get("error", {})
    return bool(error.get("message")) and bool(error.get("type"))
