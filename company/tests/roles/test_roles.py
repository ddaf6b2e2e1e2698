"""Roles of one's own, members' places, and that changes are felt at once."""

import asyncio
import time
from typing import Any

import httpx2
import pytest

from company.tests.world import API, OTHER_COMPANY, STRANGER, World
from contracts.company import NewCompany
from contracts.permissions import KEYS
from kernel.identity import FRESH_SECONDS
from kernel.ids import new_id
from tests.harness import COMPANY, USER

ASSISTANT = {"title": "Assistant", "description": "Helps", "permissions": ["run.read", "run.start", "member.read"]}


async def joined(world: World, role: str, user: str = STRANGER) -> None:
    """Let somebody be a member."""
    from company_service.members import repo  # as the invitations do

    row = {
        "company_id": COMPANY, "user_id": user, "name": "Ben", "email": f"{user[-4:]}@sample.example", "role": role,
        "joined_at": world.service.deps.clock(), "deactivated_at": None,
    }  # fmt: skip
    async with world.service.deps.db.begin() as tx:
        await repo.insert(tx, row)


async def memberships(world: World, user: str) -> list[dict[str, Any]]:
    auth = await world.service.as_service("auth", company="")
    return (await auth.get(f"{API}/internal/memberships", params={"user_id": user})).json()


async def test_a_role_of_ones_own_allows_what_it_says_and_no_more(world: World):
    await world.join()
    made = await world.owner.post(f"{API}/roles", json=ASSISTANT)
    await joined(world, made.json()["name"])

    (place,) = await memberships(world, STRANGER)

    assert made.status_code == 201, made.text
    assert place["permissions"] == sorted(ASSISTANT["permissions"])
    shown = {each["title"]: each for each in (await world.owner.get(f"{API}/roles")).json()["items"]}
    assert (shown["Assistant"]["members"], shown["Assistant"]["built_in"]) == (1, False)


async def test_a_changed_role_changes_everybody_who_has_it_and_voids_their_tokens(world: World):
    await world.join()
    role = (await world.owner.post(f"{API}/roles", json=ASSISTANT)).json()
    await joined(world, role["name"])
    before = await with_version(world, 0)
    assert (await before.get(f"{API}/members")).status_code == 200

    body = {**ASSISTANT, "permissions": ["run.read"]}
    changed = await world.owner.put(f"{API}/roles/{role['name']}", json=body, headers={"if-match": '"1"'})

    assert changed.status_code == 200, changed.text
    assert await eventually(before, 401)
    (place,) = await memberships(world, STRANGER)
    assert (place["permissions"], place["access_version"]) == (["run.read"], 1)
    assert (await (await with_version(world, 1)).get(f"{API}/members")).status_code == 200


async def with_version(world: World, version: int) -> httpx2.AsyncClient:
    """A client whose token says at which version of the company's access it was made."""
    own = {"company": COMPANY, "role": "viewer", "scope": "member.read", "sid": new_id("ses"), "acv": version}
    token = world.service.issuer.sign({**world.service.issuer.claims(STRANGER), **own})
    return await world.service.client({"authorization": f"Bearer {token}"})


async def eventually(client: httpx2.AsyncClient, status: int) -> bool:
    async with asyncio.timeout(5):
        while (await client.get(f"{API}/members")).status_code != status:
            await asyncio.sleep(0.01)
    return True


async def test_a_service_that_missed_the_news_hears_it_again(world: World):
    from company_service.roles.service.standing import say_changes

    await world.join()
    await joined(world, "viewer")
    await world.owner.patch(f"{API}/members/{STRANGER}", json={"role": "operator"})
    heard: list[str] = []

    async with world.service.host.bus.listen("access") as notes:
        await say_changes(world.service.deps)
        async for note in notes:
            heard.append(note)
            break

    assert heard == [f"{COMPANY} 1"]


async def test_nobody_gives_or_takes_what_they_do_not_have(world: World):
    await world.join()
    await joined(world, "owner")
    admin = await world.member("admin", user="usr_" + "8" * 32)

    made = await admin.post(f"{API}/roles", json={**ASSISTANT, "permissions": ["company.delete"]})
    demoted = await admin.patch(f"{API}/members/{STRANGER}", json={"role": "viewer"})
    removed = await admin.delete(f"{API}/members/{STRANGER}")
    raised = await admin.patch(f"{API}/members/{STRANGER}", json={"role": "owner"})

    assert [each.status_code for each in (made, demoted, removed, raised)] == [403] * 4
    assert "Delete the company" in made.json()["detail"]


async def test_the_last_owner_stays(world: World):
    await world.join()
    await joined(world, "admin")
    other = await world.member("owner")

    answers = [
        await other.patch(f"{API}/members/{USER}", json={"role": "viewer"}),
        await other.patch(f"{API}/members/{USER}", json={"active": False}),
        await other.delete(f"{API}/members/{USER}"),
        await world.owner.post(f"{API}/companies/current/leave"),
    ]

    assert [each.json()["type"] for each in answers] == ["/problems/last-owner"] * 4


async def test_two_owners_who_leave_at_once_do_not_leave_the_company_alone(world: World):
    await world.join()
    await joined(world, "owner")
    other = await world.member("owner")

    answers = await asyncio.gather(
        world.owner.post(f"{API}/companies/current/leave"), other.post(f"{API}/companies/current/leave")
    )

    assert sorted(each.status_code for each in answers) == [204, 409]


async def test_ownership_is_handed_over(world: World):
    await world.join()
    await joined(world, "viewer")

    answer = await world.owner.post(f"{API}/companies/current/transfer", json={"to": STRANGER})

    assert answer.status_code == 200, answer.text
    roles = {each["user_id"]: each["role"] for each in (await world.owner.get(f"{API}/members")).json()["items"]}
    assert roles == {USER: "admin", STRANGER: "owner"}


async def test_who_is_deactivated_belongs_nowhere_until_they_are_let_in_again(world: World):
    await world.join()
    await joined(world, "operator")

    await world.owner.patch(f"{API}/members/{STRANGER}", json={"active": False})
    away = await memberships(world, STRANGER)
    await world.owner.patch(f"{API}/members/{STRANGER}", json={"active": True})
    back = await memberships(world, STRANGER)

    assert (away, [each["role"] for each in back]) == ([], ["operator"])


async def test_a_role_in_use_a_built_in_one_and_a_name_twice_are_refused(world: World):
    await world.join()
    role = (await world.owner.post(f"{API}/roles", json=ASSISTANT)).json()
    await joined(world, role["name"])

    in_use = await world.owner.delete(f"{API}/roles/{role['name']}")
    built_in = await world.owner.delete(f"{API}/roles/owner")
    twice = await world.owner.post(f"{API}/roles", json={**ASSISTANT, "title": "aSSISTANT"})
    as_built_in = await world.owner.post(f"{API}/roles", json={**ASSISTANT, "title": "Owner"})
    unknown = await world.owner.post(f"{API}/roles", json={**ASSISTANT, "title": "X", "permissions": ["run.strat"]})
    late = await world.owner.put(f"{API}/roles/{role['name']}", json=ASSISTANT, headers={"if-match": '"7"'})

    found = [each.status_code for each in (in_use, built_in, twice, as_built_in, unknown, late)]
    assert found == [409, 409, 409, 409, 422, 412]


@pytest.mark.parametrize("path", ["members", "roles"])
async def test_another_companys_members_and_roles_are_out_of_reach(world: World, path: str):
    await world.join()
    role = (await world.owner.post(f"{API}/roles", json=ASSISTANT)).json()["name"]
    await found_other(world)
    stranger = await world.neighbour()

    named = {"members": USER, "roles": role}[path]

    answer = await stranger.delete(f"{API}/{path}/{named}")

    assert answer.status_code == 404, answer.text


async def found_other(world: World) -> None:
    auth = await world.service.as_service("auth", company="")
    new = NewCompany(id=OTHER_COMPANY, name="Other", user_id=STRANGER, email="o@sample.example", user_name="Otto")
    await auth.post(f"{API}/internal/companies", json=new.model_dump())


GRAVE = (
    ("POST", "invitations"), ("POST", "roles"), ("PUT", f"roles/rol_{'0' * 32}"), ("DELETE", f"roles/rol_{'0' * 32}"),
    ("PATCH", f"members/{STRANGER}"), ("DELETE", f"members/{STRANGER}"), ("POST", "companies/current/transfer"),
    ("POST", "companies/current/deletion"), ("GET", "companies/current/export"), ("GET", "audit/export"),
    ("POST", "service-accounts"), ("PUT", f"service-accounts/sva_{'0' * 32}"),
)  # fmt: skip


async def test_who_has_been_in_for_long_proves_it_again_before_what_is_grave(world: World):
    await world.join()
    issuer = world.service.issuer
    own = {"company": COMPANY, "role": "owner", "scope": " ".join(KEYS), "sid": new_id("ses")}
    token = issuer.sign({**issuer.claims(USER), **own, "auth_time": time.time() - FRESH_SECONDS - 1})
    stale = await world.service.client({"authorization": f"Bearer {token}", "if-match": '"1"'})

    refused = {f"{method} {path}": (await stale.request(method, f"{API}/{path}")).json() for method, path in GRAVE}

    assert {each["type"] for each in refused.values()} == {"/problems/confirm-it-is-you"}, refused
    assert (await stale.get(f"{API}/members")).status_code == 200
