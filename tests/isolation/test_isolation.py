"""Every route, as nobody, in every role, and with what belongs to another company.

The walk is made from the services' own routes, so a new one is walked at once. A parameter of a path that has no
recipe here fails the test: say what its value is in a company, and another company's will be tried in its place.
"""

import re
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx2
import pytest
import pytest_asyncio

from contracts.permissions import ROLES
from kernel.inprocess import InProcessTransport
from kernel.service import build_api
from standalone.app import StandaloneSettings, running
from tests.hostile.attacks import Json, Route, routes, simple
from tests.hostile.test_hostile import settle
from tests.journey.journey import Traveller
from tests.rules.routes import PUBLIC, permissions
from tests.rules.tree import SERVICES

SHARED = frozenset({"domain", "version", "name", "alias", "label", "key", "token", "kind"})
"""Parameters whose values every company has (numbers, names), or nobody can guess (tokens)."""
NOWHERE: Mapping[str, str] = {
    "agent_id": "agt", "workflow_id": "wfl", "run_id": "run", "approval_id": "apr", "effect_id": "eff",
    "file_id": "file", "notice_id": "ntc", "trigger_id": "trg", "filter_id": "flt", "provider_id": "prv",
    "budget_id": "bgt", "price_id": "prc", "user_id": "usr", "role_id": "rol", "invitation_id": "inv",
    "account_id": "sva", "session_id": "ses", "passkey_id": "psk", "exchange_id": "use", "delivery_id": "dlv",
    "key_id": "key", "resource": "wfl", "base_id": "knb", "source_id": "kns", "document_id": "knd",
    "memory_id": "mem", "case_id": "kct", "trial_id": "ktr",
}  # fmt: skip
"""Every other parameter, and what its ids begin with."""


@dataclass(frozen=True)
class Scene:
    """A platform with two companies; `theirs` are ids of the other one by the names that routes give them."""

    http: httpx2.AsyncClient
    tokens: Mapping[str, str]
    own: Mapping[str, str]
    theirs: Mapping[str, str]
    described: Mapping[str, Route]


def _asked() -> dict[str, str | None]:
    """Every route of every service and its permission."""
    asked: dict[str, str | None] = {}
    for service in SERVICES:
        asked |= permissions(build_api(import_module(f"{service}.app").manifest))
    return {route: each for route, each in asked.items() if not route.startswith("HEAD ")}


async def _ids(me: Traveller) -> dict[str, str]:
    """One of everything, by the names that routes give it."""
    found = await settle(me)
    role = await me.ask("POST", "/api/company/v1/roles", expect=201, json={"title": "Own", "permissions": ["run.read"]})
    person = {"email": "guest@isolation.example", "role": "viewer"}
    invitation = await me.ask("POST", "/api/company/v1/invitations", expect=201, json=person)
    kept: dict[str, Any] = {"name": "Mine", "shared": True, "search": {}}
    kept = await me.ask("POST", "/api/company/v1/run-filters", expect=201, json=kept)
    budget = {"name": "Mine", "scope": "company", "subject": "*", "period": "month", "hard_limit": 1}
    budget = await me.ask("POST", "/api/ai/v1/budgets", expect=201, json=budget)
    made = {"budget_id": budget["id"], "role_id": role["name"], "invitation_id": invitation["id"]}
    return {**found, **made, "filter_id": kept["id"], "resource": found["workflow_id"]}


async def _in_role(owner: Traveller, role: str) -> str:
    """The token of somebody who was invited to this role, and accepted."""
    guest = Traveller(owner.http, email=f"{role}@isolation.example")
    invite = {"email": guest.email, "role": role}
    made = await owner.ask("POST", "/api/company/v1/invitations", expect=201, json=invite)
    accepting = {"token": made["link"].partition("#")[2], "name": role.title(), "password": guest.password}
    await guest.ask("POST", "/api/auth/v1/invitations/accept", json=accepting)
    await guest.log_in()
    return guest.token


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def scene(tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Scene]:
    folder: Path = tmp_path_factory.mktemp("isolation")
    async with running(StandaloneSettings(data_dir=folder / "data"), {}) as gateway:
        transport = InProcessTransport(gateway)
        async with httpx2.AsyncClient(transport=transport, base_url="http://platform.test", timeout=30) as http:
            me, they = Traveller(http, "Mine"), Traveller(http, "Theirs")
            theirs, own = await _ids(they), await _ids(me)
            tokens = {role: await _in_role(me, role) for role in ROLES if role != "owner"}
            description: Json = (await http.get("/api/openapi.json")).json()
            described = {f"{route.method} {route.path}": route for route in routes(description)}
            yield Scene(http, {**tokens, "owner": me.token}, own, theirs, described)


@pytest.mark.asyncio(loop_scope="module")
async def test_nobody_without_a_token_gets_past_the_door(scene: Scene):
    wrong: list[str] = []
    for route in _asked():
        if route not in PUBLIC:
            answer = await _send(scene, route, scene.own, None)
            wrong += [f"{route}: {answer.status_code}"] if answer.status_code != 401 else []

    assert not wrong, "\n".join(wrong)


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("role", list(ROLES))
async def test_a_role_is_refused_whatever_it_does_not_include(scene: Scene, role: str):
    wrong: list[str] = []
    for route, permission in _asked().items():
        if permission not in {None, "*", *ROLES[role]}:
            answer = await _send(scene, route, scene.own, scene.tokens[role])
            wrong += [f"{route}: {answer.status_code} as {role}"] if answer.status_code != 403 else []

    assert not wrong, "\n".join(wrong)


@pytest.mark.asyncio(loop_scope="module")
async def test_another_companys_things_are_answered_exactly_as_things_that_do_not_exist(scene: Scene):
    wrong: list[str] = []
    for route in _asked():
        for name in _parameters(route):
            if name in SHARED:
                continue
            assert name in NOWHERE, f"{route}: say in NOWHERE or SHARED what the parameter {{{name}}} is."
            wrong += await _compared(scene, route, name)

    assert not wrong, "\n".join(wrong)


async def _compared(scene: Scene, route: str, name: str) -> list[str]:
    nowhere = f"{NOWHERE[name]}_{'0' * 32}"
    theirs = scene.theirs.get(name, nowhere)
    token = scene.tokens["owner"]
    foreign = await _send(scene, route, {**scene.own, name: theirs}, token)
    missing = await _send(scene, route, {**scene.own, name: nowhere}, token)
    told = [re.sub(f"{theirs}|{nowhere}|req_[0-9a-f]+", "…", each.text) for each in (foreign, missing)]
    found: list[str] = []
    if foreign.is_success and not (foreign.status_code == 204 and missing.status_code == 204):
        found.append(f"{route}: {foreign.status_code} for another company's {name}")
    if (foreign.status_code, told[0]) != (missing.status_code, told[1]):
        found.append(
            f"{route}: {name} of another company: {foreign.status_code} {told[0][:160]}, of none: {told[1][:160]}"
        )
    return found


def _parameters(route: str) -> list[str]:
    return re.findall(r"\{(\w+)\}", route)


async def _send(scene: Scene, route: str, ids: Mapping[str, str], token: str | None) -> httpx2.Response:
    method, _, path = route.partition(" ")
    filled = re.sub(r"\{(\w+)\}", lambda match: ids.get(match[1], "1"), path)
    described = scene.described.get(route)
    properties: dict[str, Json] = (described.schema or {}).get("properties", {}) if described else {}
    body: dict[str, Any] = {name: simple(schema) for name, schema in properties.items()}
    headers = {"if-match": '"1"', **({"authorization": f"Bearer {token}"} if token else {})}
    return await scene.http.request(method, filled, json=body if method != "GET" else None, headers=headers)
