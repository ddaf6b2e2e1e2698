"""A company's directory provisions people and groups by SCIM, over the whole platform."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest
import pytest_asyncio
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_models import ScimPolicy, ScimProvider
from scim2_tester import Status, check_server

from auth_service.providers.service import confirm_domain
from kernel.db import Database
from kernel.inprocess import InProcessTransport
from standalone.app import StandaloneSettings, database_url, running
from tests.journey.journey import Traveller

DOMAIN = "nordwind.example"
SCIM = "/api/auth/v1/scim/v2"
USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


@dataclass(frozen=True)
class Scene:
    """A company, its owner, and its directory with the token that the owner made."""

    http: httpx2.AsyncClient
    owner: Traveller
    token: str

    async def ask(self, method: str, path: str, json: Any = None, *, expect: int = 200, **headers: str) -> Any:
        """What the platform answers the directory."""
        given = {"authorization": f"Bearer {self.token}", "content-type": "application/scim+json", **headers}
        answer = await self.http.request(method, SCIM + path, json=json, headers=given)
        assert answer.status_code == expect, f"{method} {path}: {answer.status_code} {answer.text[:500]}"
        return answer.json() if answer.content else None

    async def person(self, name: str, **more: Any) -> dict[str, Any]:
        """Somebody the directory tells of."""
        return await self.ask(
            "POST", "/Users", {"schemas": [USER], "userName": f"{name}@{DOMAIN}", **more}, expect=201
        )

    async def change(self, path: str, *operations: dict[str, Any]) -> Any:
        """A PATCH of something the directory told of."""
        return await self.ask("PATCH", path, {"schemas": [PATCH], "Operations": list(operations)})

    async def roles(self) -> dict[str, str]:
        """Who is a member with which role, by the beginning of the address; who is kept out is in parentheses."""
        members = (await self.owner.ask("GET", "/api/company/v1/members?limit=100"))["items"]
        return {
            each["email"].partition("@")[0]: each["role"] if each["deactivated_at"] is None else f"({each['role']})"
            for each in members
        }


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def scene(tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Scene]:
    folder: Path = tmp_path_factory.mktemp("provisioning")
    async with running(StandaloneSettings(data_dir=folder / "data"), {}) as gateway:
        async with httpx2.AsyncClient(
            transport=InProcessTransport(gateway), base_url="http://platform.test", timeout=30
        ) as http:
            owner = Traveller(http, "Nordwind")
            await owner.sign_up()
            sso = "/api/auth/v1/sso"
            mapped = [{"group": "Builders", "role": "builder"}, {"group": "ext-operators", "role": "operator"}]
            provider = {"issuer": "https://login.example.com", "client_id": "c", "client_secret": "s", "roles": mapped}
            await owner.ask("PUT", f"{sso}/provider", json=provider)
            await owner.ask("POST", f"{sso}/domains", expect=201, json={"domain": DOMAIN})
            db = Database(database_url(folder / "data", "auth"))
            await confirm_domain(db, DOMAIN, None, datetime.now(UTC))
            await db.close()
            made = await owner.ask("POST", f"{sso}/directory/token", expect=201)
            yield Scene(http, owner, made["token"])


class _Through(httpx2.BaseTransport):
    """Sends what a client in another thread asks through the application in the loop of the test."""

    def __init__(self, scene: Scene, loop: asyncio.AbstractEventLoop) -> None:
        self._scene, self._loop = scene, loop

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        sent = self._scene.http.request(request.method, request.url, content=request.read(), headers=request.headers)
        answer = asyncio.run_coroutine_threadsafe(sent, self._loop).result(30)
        return httpx2.Response(answer.status_code, headers=answer.headers, content=answer.content)


class _Addresses(Sequence[str]):
    """What the tester may choose user names from: addresses in the company's domain."""

    def __len__(self) -> int:
        return 2**40

    def __getitem__(self, index: Any) -> Any:
        return f"p{index}@{DOMAIN}"


@pytest.mark.asyncio(loop_scope="module")
async def test_the_testers_of_the_standard_find_nothing_wrong(scene: Scene):
    through = _Through(scene, asyncio.get_running_loop())
    headers = {"authorization": f"Bearer {scene.token}"}
    with httpx2.Client(transport=through, base_url=f"http://platform.test{SCIM}", headers=headers) as http:
        client = SyncSCIMClient(http, provider=ScimProvider(policy=ScimPolicy()))

        def check() -> Any:
            client.discover()
            # The published schema cannot say that a user name is an address in a domain of the company.
            model = client.get_resource_model("User")
            assert model is not None
            model.model_fields["user_name"].examples = _Addresses()  # pyright: ignore[reportAttributeAccessIssue] - any sequence will do
            return check_server(client)

        results = await asyncio.to_thread(check)

    wrong = [f"{each.title}: {each.reason}" for each in results if each.status not in _FINE]
    assert not wrong, "\n".join(wrong)
    assert len(results) > 60


_FINE = {Status.SUCCESS, Status.COMPLIANT, Status.ACCEPTABLE, Status.SKIPPED}
