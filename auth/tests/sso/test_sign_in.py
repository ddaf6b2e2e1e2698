"""Coming in through a company's identity provider."""

from pathlib import Path
from typing import Any

import pytest

from auth.tests.opened import ANA, API, bearer
from auth.tests.sso.provider import DOMAIN, LOOPBACK, TIM, connected
from auth_service.providers.service import confirm_domain
from contracts.company import Addressee


async def test_somebody_new_comes_in_with_the_role_of_their_group_and_gets_another_with_another_group(tmp_path: Path):
    async with connected(tmp_path) as here:
        mapped = [{"group": "chiefs", "role": "admin"}, {"group": "staff", "role": "operator"}]
        assert (await here.save(roles=mapped)).status_code == 200
        browser, url = await here.begin(return_to="/runs?status=failed")

        first = (await here.finish(browser, here.provider.answer(url))).json()
        promoted = (await here.come_in(groups=["staff", "chiefs"])).json()["signed_in"]
        left = (await here.come_in(groups=[])).json()["signed_in"]

        assert first["signed_in"]["user"] == {"id": promoted["user"]["id"], "email": TIM["email"], "name": "Tim Berg"}
        assert first["return_to"] == "/runs?status=failed"
        roles = [each["company"]["role"] for each in (first["signed_in"], promoted, left)]
        assert roles == ["operator", "admin", "viewer"]
        told = await here.auth.told("auth.signed_in")
        assert told[-1]["methods"] == ["sso"]
        assert (await browser.post(f"{API}/refresh")).status_code == 200
        assert (await browser.post(f"{API}/logout")).status_code == 204
        assert (await browser.post(f"{API}/refresh")).status_code == 401


async def test_where_a_directory_tells_of_groups_it_gives_the_role_and_claims_do_not(tmp_path: Path):
    async with connected(tmp_path) as here:
        here.auth.companies.permissions["owner"] += ["member.provision"]
        here.ana.headers.update(bearer((await here.ana.post(f"{API}/refresh")).json()))
        assert (await here.save(roles=[{"group": "chiefs", "role": "admin"}])).status_code == 200
        core = "urn:ietf:params:scim:schemas:core:2.0"
        person = {"schemas": [f"{core}:User"], "userName": TIM["email"]}
        person = (await here.ana.post(f"{API}/scim/v2/Users", json=person)).json()

        claimed = (await here.come_in(groups=["chiefs"])).json()["signed_in"]["company"]["role"]
        group = {"schemas": [f"{core}:Group"], "displayName": "staff", "members": [{"value": person["id"]}]}
        assert (await here.ana.post(f"{API}/scim/v2/Groups", json=group)).status_code == 201
        told = (await here.come_in(groups=["chiefs"])).json()["signed_in"]["company"]["role"]

        assert (claimed, told) == ("admin", "viewer")


async def test_the_address_decides_who_is_offered_which_way_in(tmp_path: Path):
    async with connected(tmp_path) as here:
        asked = [f"NEW@{DOMAIN}", "tim@elsewhere.example", f"tim@sub.{DOMAIN}", "not an address"]
        offers = [(await here.ana.post(f"{API}/sso/look", json={"email": each})).json() for each in asked]
        elsewhere = await here.ana.post(f"{API}/sso/begin", json={"email": "tim@elsewhere.example"})

    assert [each["is_offered"] for each in offers] == [True, False, False, False]
    assert elsewhere.status_code == 404
    assert "password" in elsewhere.json()["detail"]


async def test_where_single_sign_on_is_required_only_owners_come_in_by_password(tmp_path: Path):
    async with connected(tmp_path) as here:
        bo = {"email": f"bo@{DOMAIN}", "password": "corn battery staple"}
        bos, answer = await here.auth.signed_up(**bo)
        old, second = await here.auth.signed_up(email="cy@elsewhere.example")
        here.auth.companies.join(here.company, _who(answer), "admin")
        here.auth.companies.join(here.company, _who(second), "admin")
        moved = await old.post(f"{API}/switch-company", headers=bearer(second), json={"company_id": here.company})
        assert moved.status_code == 200
        assert (await here.save(is_required=True)).json()["is_required"]

        refused = await bos.post(f"{API}/login", json={**bo, "company_id": here.company})
        his_own = await bos.post(f"{API}/login", json=bo)
        switched = await bos.post(f"{API}/switch-company", headers=bearer(answer), json={"company_id": here.company})
        owner = await bos.post(f"{API}/login", json={"email": f"ana@{DOMAIN}", "password": ANA["password"]})

        assert (refused.status_code, refused.json()["type"]) == (403, "/problems/use-single-sign-on")
        assert his_own.json()["company"]["id"] == answer["company"]["id"]
        assert switched.status_code == 403
        assert owner.status_code == 200
        assert (await old.post(f"{API}/refresh")).status_code == 401
        assert (await here.come_in()).status_code == 200


async def test_a_provider_vouches_in_its_own_company_alone_and_not_for_changes_of_the_account(tmp_path: Path):
    async with connected(tmp_path) as here:
        _, mine = await here.auth.signed_up(email=TIM["email"], company="Tim's own")
        browser, url = await here.begin()
        came = (await here.finish(browser, here.provider.answer(url))).json()["signed_in"]
        assert came["company"]["id"] == here.company

        elsewhere = await browser.post(
            f"{API}/switch-company", headers=bearer(came), json={"company_id": mine["company"]["id"]}
        )
        passkey = await browser.post(f"{API}/passkeys/options", headers=bearer(came))
        address = await browser.post(f"{API}/email", headers=bearer(came), json={"email": "tim@evil.example"})
        here.auth.companies.leave(here.company, came["user"]["id"])

        assert (elsewhere.status_code, elsewhere.json()["type"]) == (403, "/problems/only-this-company")
        assert passkey.status_code in {403, 404}
        assert (address.status_code, address.json()["type"]) == (403, "/problems/prove-it-yourself")
        assert (await browser.post(f"{API}/refresh")).status_code == 403


async def test_whoever_took_a_colleagues_address_beforehand_loses_the_account_when_they_come(tmp_path: Path):
    async with connected(tmp_path) as here:
        thief, _ = await here.auth.signed_up(email=TIM["email"], password="chosen by the thief")

        came = await here.come_in()

        again = {"email": TIM["email"], "password": "chosen by the thief"}
        assert came.status_code == 200
        assert (await thief.post(f"{API}/login", json=again)).status_code == 401
        assert (await thief.post(f"{API}/refresh")).status_code == 401


async def test_who_is_deactivated_stays_out(tmp_path: Path):
    async with connected(tmp_path) as here:
        user = (await here.come_in()).json()["signed_in"]["user"]["id"]
        here.auth.companies.deactivated.add((here.company, user))

        again = await here.come_in()

    assert again.status_code == 403
    assert "deactivated" in again.json()["detail"]


async def test_a_trial_shows_each_step_and_lets_nobody_in(tmp_path: Path):
    async with connected(tmp_path) as here:
        check = (await here.ana.post(f"{API}/sso/check")).json()["steps"]
        url = (await here.ana.post(f"{API}/sso/trial")).json()["url"]
        here.provider.user = {**TIM, "email": "tim@elsewhere.example"}
        wrong = (await here.finish(here.ana, here.provider.answer(url))).json()
        url = (await here.ana.post(f"{API}/sso/trial")).json()["url"]
        here.provider.user = dict(TIM)
        right = (await here.finish(here.ana, here.provider.answer(url))).json()

        assert [(each["name"], each["is_fine"]) for each in check] == [("discovery", True), ("keys", True)]
        assert wrong["signed_in"] is None
        assert [each["name"] for each in wrong["trial"]["steps"] if not each["is_fine"]] == ["domain"]
        assert "elsewhere.example" in wrong["trial"]["steps"][-1]["advice"]
        assert (right["trial"]["role"], right["trial"]["claims"]["groups"]) == ("viewer", ["staff"])
        assert "nonce" not in right["trial"]["claims"]
        assert [m for m in await here.auth.told("auth.signed_in") if m["methods"] == ["sso"]] == []


async def test_what_is_wrong_with_a_provider_is_said_in_words(tmp_path: Path):
    async with connected(tmp_path) as here:
        given: dict[str, Any] = {"issuer": "http://login.example.com", "client_id": " ", "client_secret": None}
        roles = [{"group": "chiefs", "role": "owner"}]
        wrong = await here.save(**given, roles=roles)
        inside = await here.save(issuer="https://127.0.0.1:1/", client_secret="x")
        other = await here.save(client_id="another", client_secret=None)
        here.provider.described = {"issuer": "https://somebody.else"}
        named = (await here.ana.post(f"{API}/sso/check")).json()["steps"]

        pointers = [each["pointer"] for each in wrong.json()["errors"]]
        assert pointers == ["/issuer", "/client_id", "/client_secret", "/roles/0/role"]
        assert inside.status_code == 200
        assert other.status_code == 422
        assert named[0]["is_fine"] is False
        shown = (await here.ana.get(f"{API}/sso/provider")).text
        assert "secret" not in shown


async def test_private_addresses_are_not_called_unless_they_are_opened(tmp_path: Path):
    async with connected(tmp_path, ALLOW_PRIVATE_ADDRESSES=f"{LOOPBACK},10.0.0.0/8") as here:
        assert (await here.save(issuer="https://192.168.1.1", client_secret="x")).status_code == 200

        steps = (await here.ana.post(f"{API}/sso/check")).json()["steps"]

    assert "private network" in steps[0]["advice"]


async def test_a_domain_belongs_to_one_company_once_it_is_confirmed(tmp_path: Path):
    async with connected(tmp_path) as here:
        bob, answer = await here.auth.signed_up(email="bob@elsewhere.example")
        bob.headers.update(bearer(answer))

        taken = await bob.post(f"{API}/sso/domains", json={"domain": DOMAIN})
        named = await bob.post(f"{API}/sso/domains", json={"domain": "bob.example"})
        required = await bob.put(
            f"{API}/sso/provider",
            json={"issuer": here.provider.issuer, "client_id": "c", "client_secret": "s", "is_required": True},
        )
        before = (await bob.post(f"{API}/sso/look", json={"email": "x@bob.example"})).json()

        assert taken.status_code == 409
        assert named.json()["domains"][0]["confirmed_at"] is None
        assert f"confirm-domain bob.example {answer['company']['id']}" in named.json()["domains"][0]["command"]
        assert required.status_code == 409
        assert before["is_offered"] is False
        with pytest.raises(LookupError, match="No company"):
            await confirm_domain(here.auth.service.host.db, "nobody.example", None, here.auth.clock())
        assert (await bob.delete(f"{API}/sso/domains/{DOMAIN}")).status_code == 404


def _who(answer: dict[str, Any]) -> Any:
    user = answer["user"]
    return Addressee(user_id=user["id"], name=user["name"], email=user["email"])
