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
SSO = "/api/auth/v1/sso"
USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


@dataclass(frozen=True)
class Scene:
    """A company, its owner, and its directory with the token that the owner made."""

    http: httpx2.AsyncClient
    owner: Traveller
    token: str
    key: str = ""
    """An API key of the owner's, which outlives what changes of members' access."""

    async def ask(self, method: str, path: str, json: Any = None, *, expect: int = 200, **headers: str) -> Any:
        """What the platform answers the directory."""
        given = {"authorization": f"Bearer {self.token}", "content-type": "application/scim+json", **headers}
        answer = await self.http.request(method, SCIM + path, json=json, headers=given)
        assert answer.status_code == expect, f"{method} {path}: {answer.status_code} {answer.text[:500]}"
        return answer.json() if answer.content else None

    async def person(self, address: str, **more: Any) -> dict[str, Any]:
        """Somebody the directory tells of."""
        return await self.ask(
            "POST", "/Users", {"schemas": [USER], "userName": f"{address}@{DOMAIN}", **more}, expect=201
        )

    async def change(self, path: str, *operations: dict[str, Any]) -> Any:
        """A PATCH of something the directory told of."""
        await self.ask("PATCH", path, {"schemas": [PATCH], "Operations": list(operations)}, expect=204)
        return await self.ask("GET", path)

    async def roles(self) -> dict[str, str]:
        """Who is a member with which role, by the beginning of the address; who is kept out is in parentheses."""
        key = {"authorization": f"Bearer {self.key}"}
        members = (await self.http.get("/api/company/v1/members?limit=100", headers=key)).json()["items"]
        return {
            each["email"].partition("@")[0]: each["role"] if each["deactivated_at"] is None else f"({each['role']})"
            for each in members
        }


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def scene(tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Scene]:
    folder: Path = tmp_path_factory.mktemp("provisioning")
    async with running(StandaloneSettings(data_dir=folder / "data"), {}) as gateway:
        transport = InProcessTransport(gateway)
        async with httpx2.AsyncClient(transport=transport, base_url="http://platform.test", timeout=30) as http:
            owner = Traveller(http, "Nordwind", email=f"ana@{DOMAIN}")
            await owner.sign_up()
            token = await _connected(owner)
            await owner.ask("POST", f"{SSO}/domains", expect=201, json={"domain": DOMAIN})
            db = Database(database_url(folder / "data", "auth"))
            await confirm_domain(db, DOMAIN, None, datetime.now(UTC))
            await db.close()
            key = {"name": "Reader", "scopes": ["member.read"]}
            key = (await owner.ask("POST", "/api/auth/v1/api-keys", expect=201, json=key))["key"]
            yield Scene(http, owner, token, key)


async def _connected(owner: Traveller) -> str:
    """The token of a directory, for a company that has single sign-on now."""
    roles = [{"group": "Builders", "role": "builder"}, {"group": "ext-operators", "role": "operator"}]
    provider = {"issuer": "https://login.example.com", "client_id": "c", "client_secret": "s", "roles": roles}
    refused = await owner.ask("POST", f"{SSO}/directory/token", expect=404)
    assert "provider first" in refused["detail"]
    await owner.ask("PUT", f"{SSO}/provider", json=provider)
    return str((await owner.ask("POST", f"{SSO}/directory/token", expect=201))["token"])


async def _invited(scene: Scene, name: str) -> Traveller:
    """A member with a password, who was there before the directory."""
    guest = Traveller(scene.http, email=f"{name}@{DOMAIN}")
    invite = {"email": guest.email, "role": "viewer"}
    made = await scene.owner.ask("POST", "/api/company/v1/invitations", expect=201, json=invite)
    accepting = {"token": made["link"].partition("#")[2], "name": name.title(), "password": guest.password}
    await guest.ask("POST", "/api/auth/v1/invitations/accept", json=accepting)
    await guest.log_in()
    return guest


@pytest.mark.asyncio(loop_scope="module")
async def test_whom_the_directory_names_is_a_member_whom_it_deactivates_is_out_and_whom_it_forgets_leaves(scene: Scene):
    bo = await _invited(scene, "bo")
    tim = await scene.person("tim", displayName="Tim Berg", title="is not kept", externalId="e-1")
    known = await scene.person("bo", name={"givenName": "Bo", "familyName": "Ek"}, active=True)
    assert "title" not in tim
    assert (await scene.roles())["tim"] == "viewer"
    assert (await bo.ask("GET", "/api/auth/v1/me"))["user"]["email"] == bo.email

    # As Entra ID says it.
    off = await scene.change(f"/Users/{known['id']}", {"op": "Replace", "path": "active", "value": "False"})
    refused = await bo.ask("GET", "/api/company/v1/members", expect=401)
    out = await scene.http.post("/api/auth/v1/login", json={"email": bo.email, "password": bo.password})

    assert off["active"] is False
    assert refused["status"] == 401
    assert out.status_code == 403
    assert (await scene.roles())["bo"] == "(viewer)"
    moved = f"bo.ek@{DOMAIN}"
    await scene.change(f"/Users/{known['id']}", {"op": "replace", "value": {"active": True, "userName": moved}})
    bo.email = moved
    assert (await bo.log_in())["user"] == {"id": (await bo.ask("GET", "/api/auth/v1/me"))["user"]["id"], "email": moved,
                                           "name": "Bo Ek"}  # fmt: skip
    await scene.ask("DELETE", f"/Users/{known['id']}", expect=204)
    assert not {"bo", "bo.ek"} & set(await scene.roles())
    await bo.ask("GET", "/api/company/v1/members", expect=401)


@pytest.mark.asyncio(loop_scope="module")
async def test_groups_give_the_roles_of_single_sign_ons_table(scene: Scene):
    people = [(await scene.person(name))["id"] for name in ("uma", "val")]
    inside = [{"value": each} for each in people]
    group = {"schemas": [GROUP], "displayName": "Builders", "members": inside}
    builders = await scene.ask("POST", "/Groups", group, expect=201)
    other = {"schemas": [GROUP], "displayName": "Night shift", "externalId": "ext-operators", "members": inside[:1]}
    await scene.ask("POST", "/Groups", other, expect=201)
    before = await scene.roles()

    # As Entra ID says it, and as the standard does.
    await scene.change(f"/Groups/{builders['id']}", {"op": "Remove", "path": "members", "value": inside[:1]})
    left = await scene.roles()
    one = f'members[value eq "{people[1]}"]'
    emptied = await scene.change(f"/Groups/{builders['id']}", {"op": "remove", "path": one})

    assert [before["uma"], before["val"]] == ["builder", "builder"]
    assert [left["uma"], left["val"]] == ["operator", "builder"]
    assert (await scene.roles())["val"] == "viewer"
    assert "members" not in emptied
    assert (await scene.ask("GET", f"/Users/{people[0]}"))["groups"][0]["display"] == "Night shift"


@pytest.mark.asyncio(loop_scope="module")
async def test_what_cannot_be_done_is_said_in_the_words_of_the_standard(scene: Scene):
    ana = await scene.person("ana")
    elsewhere = {"schemas": [USER], "userName": "x@elsewhere.example"}
    again = {"schemas": [USER], "userName": f"ANA@{DOMAIN}"}
    nobody = {"schemas": [GROUP], "displayName": "Nobody", "members": [{"value": "dirp_" + "0" * 32}]}
    last = {"schemas": [PATCH], "Operations": [{"op": "replace", "path": "active", "value": False}]}

    foreign = await scene.ask("POST", "/Users", elsewhere, expect=400)
    taken = await scene.ask("POST", "/Users", again, expect=409)
    unknown = await scene.ask("POST", "/Groups", nobody, expect=400)
    owner = await scene.ask("PATCH", f"/Users/{ana['id']}", last, expect=409)
    stale = {"if-match": 'W/"99"'}
    await scene.ask("PATCH", f"/Users/{ana['id']}", last, expect=412, **stale)

    off = {"schemas": [USER], "userName": f"off@{DOMAIN}", "active": False}
    kept_out = await scene.ask("POST", "/Users", off, expect=201)
    both = {"schemas": [USER], "userName": f"ana@{DOMAIN}", "active": True}
    await scene.ask("PUT", f"/Users/{kept_out['id']}", both, expect=409)

    assert "off" not in await scene.roles()
    assert "elsewhere.example is not confirmed" in foreign["detail"]
    assert taken["scimType"] == "uniqueness"
    assert "groups in groups" in unknown["detail"]
    assert "needs an owner" in owner["detail"]
    assert (await scene.roles())["ana"] == "owner"


@pytest.mark.asyncio(loop_scope="module")
async def test_lists_are_found_sorted_and_cut(scene: Scene):
    for name in ("zed", "kim", "lee"):
        await scene.person(f"list.{name}", externalId=f"list-{name}")
    sought = "/Users?filter="

    exact = await scene.ask("GET", f'{sought}userName eq "LIST.kim@{DOMAIN}"')
    external = await scene.ask("GET", f'{sought}externalId eq "list-lee"')
    cut = await scene.ask("GET", f'{sought}userName sw "list." and active eq true&sortBy=userName&startIndex=2&count=1')
    plain = await scene.ask("GET", "/Users?startIndex=1&count=1&attributes=userName")
    found = await scene.ask("POST", "/.search", {
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"], "filter": 'userName eq "nobody"',
    })  # fmt: skip

    assert [each["userName"] for each in exact["Resources"]] == [f"list.kim@{DOMAIN}"]
    assert external["totalResults"] == 1
    assert (cut["totalResults"], [each["userName"] for each in cut["Resources"]]) == (3, [f"list.lee@{DOMAIN}"])
    assert plain["totalResults"] >= 3
    assert set(plain["Resources"][0]) == {"schemas", "id", "userName"}
    assert found["totalResults"] == 0


@pytest.mark.asyncio(loop_scope="module")
async def test_a_token_is_good_for_the_directory_of_one_company_and_for_nothing_else(scene: Scene):
    theirs = Traveller(scene.http, "Elsewhere")
    await theirs.sign_up()
    other = Scene(scene.http, theirs, await _connected(theirs))
    person = await scene.person("mine")

    await other.ask("GET", f"/Users/{person['id']}", expect=404)
    seen = await other.ask("GET", "/Users")
    stranger = await other.ask("POST", "/Users", {"schemas": [USER], "userName": f"mine2@{DOMAIN}"}, expect=400)
    directory = {"authorization": f"Bearer {scene.token}"}
    beyond = [await scene.http.get(path, headers=directory) for path in ("/api/company/v1/members", f"{SSO}/provider")]
    keys = await scene.http.post(f"{SSO}/directory/token", headers=directory)
    view = await theirs.ask("GET", f"{SSO}/directory")
    await theirs.ask("DELETE", f"{SSO}/directory/token", expect=204)

    assert seen["totalResults"] == 0
    assert "not confirmed" in stranger["detail"]
    assert [each.status_code for each in (*beyond, keys)] == [403, 403, 403]
    assert (view["prefix"], view["people"]) == (other.token[:9], 0)
    assert (await theirs.ask("GET", f"{SSO}/directory"))["prefix"] is None


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
