"""Invitations: good once, for a while, for one address."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from company.tests.world import API, STRANGER, World, opened_world
from tests.harness import COMPANY, USER, ShiftedClock

BEN = {"email": "Ben@Sample.example", "role": "builder"}


async def invited(world: World, **changes: str) -> dict[str, Any]:
    answer = await world.owner.post(f"{API}/invitations", json={**BEN, **changes})
    assert answer.status_code == 201, answer.text
    return answer.json()


async def accept(world: World, made: dict[str, Any], email: str = "ben@sample.example", user: str = STRANGER) -> Any:
    auth = await world.service.as_service("auth", company="")
    token = made["link"].partition("#")[2]
    body = {"token": token, "user_id": user, "email": email, "user_name": "Ben"}
    return await auth.post(f"{API}/internal/invitations/accept", json=body)


async def test_who_accepts_is_a_member_with_the_role_they_were_invited_to(world: World):
    await world.join()
    made = await invited(world)

    place = await accept(world, made)
    again = await accept(world, made)

    assert (place.json()["company_id"], place.json()["role"]) == (COMPANY, "builder")
    assert again.json() == place.json()
    assert (await world.owner.get(f"{API}/invitations")).json()["items"] == []
    ((_, mail),) = world.others.notifications.invited.items()
    assert (mail.to_address, mail.company, mail.inviter, mail.hours) == ("ben@sample.example", "Sample Ltd", "Ana", 72)
    assert mail.link == made["link"]


async def test_an_invitation_is_for_one_person_and_one_address(world: World):
    await world.join()
    made = await invited(world)

    other_address = await accept(world, made, email="eve@sample.example")
    await accept(world, made)
    second = await accept(world, made, user="usr_" + "7" * 32)

    assert (other_address.status_code, second.status_code) == (403, 404)


async def test_a_revoked_a_replaced_and_a_guessed_link_are_good_no_longer(world: World):
    await world.join()
    first = await invited(world)
    second = await invited(world)
    third = (await world.owner.post(f"{API}/invitations/{second['id']}/resend")).json()
    await world.owner.delete(f"{API}/invitations/{third['id']}")

    answers = [await accept(world, each) for each in (first, second, third, {"link": "#guessed"})]

    assert [each.json()["type"] for each in answers] == ["/problems/invitation-over"] * 4


async def test_an_invitation_ends_after_three_days_and_can_be_sent_again(tmp_path: Path):
    clock = ShiftedClock()
    async with opened_world(tmp_path, clock=clock) as world:
        await world.join()
        made = await invited(world)

        clock.ahead = timedelta(hours=72, seconds=1)
        late = await accept(world, made)
        (shown,) = (await world.owner.get(f"{API}/invitations")).json()["items"]
        fresh = (await world.owner.post(f"{API}/invitations/{made['id']}/resend")).json()
        place = await accept(world, fresh)

    assert (late.status_code, shown["status"], place.json()["role"]) == (404, "expired", "builder")


async def test_without_mail_the_link_is_there_all_the_same(world: World):
    world.others.notifications.is_set_up = False
    await world.join()

    made = await invited(world)

    assert (made["mailed"], made["link"].startswith("/invitation#")) == (False, True)


async def test_nobody_is_invited_to_more_than_the_inviter_may_or_twice(world: World):
    await world.join()
    admin = await world.member("admin")

    above = await admin.post(f"{API}/invitations", json={**BEN, "role": "owner"})
    unknown = await world.owner.post(f"{API}/invitations", json={**BEN, "role": "rol_" + "0" * 32})
    member = await world.owner.post(f"{API}/invitations", json={**BEN, "email": "ana@sample.example"})
    no_address = await world.owner.post(f"{API}/invitations", json={**BEN, "email": "ben"})

    assert [each.status_code for each in (above, unknown, member, no_address)] == [403, 404, 409, 422]


async def test_what_somebody_who_left_invited_to_is_over(world: World):
    await world.join()
    made = await invited(world)
    from company_service.members import repo

    async with world.service.deps.db.begin() as tx:
        await repo.delete_all(tx, COMPANY)

    assert (await accept(world, made)).status_code == 404


async def test_nobody_invites_before_their_own_address_is_proven(world: World):
    await world.join()
    made = await invited(world)
    world.service.issuer.unproven.add(USER)

    refused = await world.owner.post(f"{API}/invitations", json=BEN)
    again = await world.owner.post(f"{API}/invitations/{made['id']}/resend")

    assert [each.json()["type"] for each in (refused, again)] == ["/problems/prove-your-address"] * 2
    assert (await accept(world, made)).status_code == 200
