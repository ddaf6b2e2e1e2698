"""Members, roles, and whom an address means."""

from itertools import pairwise

import pytest

from company.tests.world import API, World
from company_service.members.rules import is_addressed
from contracts.permissions import ROLES
from tests.harness import PERMISSIONS, USER


async def test_members_are_listed_with_their_roles(world: World):
    await world.join()

    members = (await world.owner.get(f"{API}/members")).json()["items"]

    assert [(each["user_id"], each["name"], each["role"]) for each in members] == [(USER, "Ana", "owner")]


async def test_another_companys_members_are_not_seen(world: World):
    await world.join()
    stranger = await world.neighbour()

    members = await stranger.get(f"{API}/members")

    assert members.json() == {"items": [], "next": None}


async def test_every_built_in_role_is_listed_with_what_it_may(world: World):
    roles = {each["name"]: set(each["permissions"]) for each in (await world.owner.get(f"{API}/roles")).json()["items"]}

    assert list(roles) == ["owner", "admin", "builder", "operator", "viewer"]
    assert roles["owner"] == PERMISSIONS
    assert roles["owner"] - roles["admin"] == {"company.delete", "member.provision", "sso.manage"}
    assert {"member.manage", "company.manage", "ai.manage"} <= roles["admin"] - roles["builder"]
    assert roles["operator"] - roles["viewer"] == {"run.start", "run.cancel", "approval.decide", "ai.use"}
    assert all(permission.endswith(".read") for permission in roles["viewer"])


async def test_addressees_are_found_by_id_and_by_role(world: World):
    await world.join()
    notifications = await world.service.as_service("notifications")

    async def found(*to: str) -> list[str]:
        answer = await notifications.post(f"{API}/internal/addressees", json={"to": list(to)})
        return [each["user_id"] for each in answer.json()]

    assert await found("role:owner") == [USER]
    assert await found(USER, "role:owner", "role:nobody", "usr_" + "7" * 32) == [USER]
    assert await found("role:operator") == []


@pytest.mark.parametrize(
    ("role", "user", "to", "meant"),
    [
        ("operator", "usr_1", ["role:operator"], True),
        ("viewer", "usr_1", ["usr_1"], True),
        ("operator", "usr_1", ["usr_2", "role:builder"], False),
        ("owner", "usr_1", ["usr_2"], True),
        ("admin", None, [], True),
    ],
)
def test_who_is_addressed(role: str, user: str | None, to: list[str], meant: bool):
    assert is_addressed(to, user, role) is meant


def test_no_role_may_more_than_those_above_it():
    sets = list(ROLES.values())

    assert all(upper >= lower for upper, lower in pairwise(sets))
