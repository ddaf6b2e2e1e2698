"""Companies: founded once, read and renamed by their own people."""

import asyncio

import pytest

from company.tests.roles.test_roles import joined, memberships
from company.tests.world import API, STRANGER, World
from tests.harness import COMPANY, USER


async def test_a_company_is_founded_once_with_its_owner(world: World):
    auth = await world.service.as_service("auth", company="")
    body = {"id": COMPANY, "name": " Sample Ltd ", "user_id": USER, "email": "ana@s.example", "user_name": "Ana"}

    first = await auth.post(f"{API}/internal/companies", json=body)
    again = await auth.post(f"{API}/internal/companies", json={**body, "name": "Another name"})

    assert first.json() == again.json()
    assert first.json()["company_name"] == "Sample Ltd"
    assert first.json()["role"] == "owner"
    assert "company.manage" in first.json()["permissions"]


async def test_nobody_founds_a_company_over_one_that_is_there(world: World):
    auth = await world.service.as_service("auth", company="")
    body = {"id": COMPANY, "name": "Mine", "user_id": USER, "email": "a@s.example", "user_name": "Ana"}
    await auth.post(f"{API}/internal/companies", json=body)

    taken = await auth.post(f"{API}/internal/companies", json={**body, "user_id": STRANGER})

    assert taken.status_code == 409


async def test_who_searches_for_people_may_know_their_role_and_address(world: World):
    await world.join()
    agents = await world.service.as_service("agents")

    role = await agents.get(f"{API}/internal/memberships", params={"user_id": USER})
    address = await agents.post(f"{API}/internal/addressees", json={"to": [USER]})

    assert [each["role"] for each in role.json()] == ["owner"]
    assert [each["user_id"] for each in address.json()] == [USER]


async def test_memberships_are_those_of_the_person(world: World):
    await world.join()
    auth = await world.service.as_service("auth", company="")

    mine = await auth.get(f"{API}/internal/memberships", params={"user_id": USER})
    others = await auth.get(f"{API}/internal/memberships", params={"user_id": STRANGER})

    assert [each["company_id"] for each in mine.json()] == [COMPANY]
    assert others.json() == []


async def test_people_and_other_services_cannot_use_what_is_internal(world: World):
    models = await world.service.as_service("ai")

    asked = [
        await client.request(method, f"{API}/internal/{path}", json={})
        for client in (world.owner, models)
        for method, path in (("POST", "companies"), ("GET", "memberships?user_id=x"), ("POST", "addressees"))
    ]

    assert {answer.status_code for answer in asked} == {403}


async def test_an_owner_reads_and_renames_the_company(world: World):
    await world.join()

    renamed = await world.owner.patch(f"{API}/companies/current", json={"name": "Sample GmbH"})
    read = await world.owner.get(f"{API}/companies/current")

    assert renamed.json() == read.json()
    assert read.json()["name"] == "Sample GmbH"
    assert read.json()["settings"] == {}


async def test_a_company_is_not_renamed_to_nothing_or_by_an_operator(world: World):
    await world.join()
    operator = await world.member("operator")

    empty = await world.owner.patch(f"{API}/companies/current", json={"name": "  "})
    wrong = await world.owner.patch(f"{API}/companies/current", json={"name": 7})
    refused = await operator.patch(f"{API}/companies/current", json={"name": "Mine now"})

    assert (empty.status_code, wrong.status_code, refused.status_code) == (422, 422, 403)


async def test_who_belongs_to_no_company_that_exists_is_told_so(world: World):
    stranger = await world.neighbour()

    answer = await stranger.get(f"{API}/companies/current")

    assert answer.status_code == 404
    assert answer.json()["type"] == "/problems/company-not-found"


@pytest.mark.parametrize(("role", "left"), [("builder", ["Sample Ltd"]), ("rol_own", ["Sample Ltd"]), ("owner", [])])
async def test_a_company_with_people_of_whatever_role_keeps_its_only_owner(world: World, role: str, left: list[str]):
    await world.join()
    auth = await world.service.as_service("auth", company="")
    await world.owner.post(f"{API}/service-accounts", json={"name": "Import", "role": "operator"})
    await joined(world, role)

    answer = await auth.post(f"{API}/internal/members/{USER}/depart")

    assert answer.json() == left
    assert [each["role"] for each in await memberships(world, USER)] == ["owner"] * len(left)


async def test_of_two_owners_who_leave_at_once_one_stays(world: World):
    await world.join()
    auth = await world.service.as_service("auth", company="")
    await joined(world, "owner")
    await joined(world, "viewer", "usr_" + "5" * 32)

    answers = await asyncio.gather(*(auth.post(f"{API}/internal/members/{who}/depart") for who in (USER, STRANGER)))

    assert sorted(len(each.json()) for each in answers) == [0, 1]
