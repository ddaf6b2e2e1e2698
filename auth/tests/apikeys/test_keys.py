"""Keys are made, used, rotated and revoked; they are hashed at rest and never outdo whoever they stand for."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from auth.tests.opened import ANA, API, Auth, bearer, open_auth
from auth_service.apikeys.schemas import Presented
from auth_service.apikeys.service.exchange import exchange, write_uses
from auth_service.apikeys.service.revocations import Revocations, after_restore
from auth_service.app import metadata
from contracts.company import Addressee

KEYS = f"{API}/api-keys"
NEW = {"name": "Nightly import", "scopes": ["run.start", "run.read"]}
ROBOT = "sva_" + "7" * 32


MAY = ["company.manage", "member.manage", "run.read", "run.start"]


async def entered(auth: Auth, **changes: str) -> tuple[Any, dict[str, Any]]:
    """An owner who has just signed up, in a company whose roles may run workflows."""
    auth.companies.permissions |= {"owner": MAY, "operator": ["run.read", "run.start"], "viewer": ["run.read"]}
    return await auth.signed_up(**changes)


async def whose(auth: Auth, key: str) -> list[str]:
    """What a key may at this moment, by whatever the auth service says."""
    found = await exchange(Presented(key=key, address="192.0.2.9"), deps=auth.service.deps)
    return found[0].permissions if found else []


async def made(auth: Auth, browser: Any, me: dict[str, Any], **changes: Any) -> dict[str, Any]:
    answer = await browser.post(KEYS, json={**NEW, **changes}, headers=bearer(me))
    assert answer.status_code == 201, answer.text
    return answer.json()


async def everything(auth: Auth) -> str:
    """All that the service's database holds."""
    async with auth.service.host.db.read() as tx:
        return repr([[dict(row) for row in await tx.all(table.select())] for table in metadata.sorted_tables])


async def test_a_key_is_shown_once_used_revoked_and_never_found_in_the_database(auth_on_each: Auth) -> None:
    auth = auth_on_each
    browser, me = await entered(auth)

    answer = await browser.post(KEYS, json=NEW, headers={**bearer(me), "idempotency-key": "once"})
    key = answer.json()["key"]
    used = await browser.get(f"{API}/me", headers={"x-api-key": key})
    await write_uses(auth.service.deps)
    listed = (await browser.get(KEYS, headers=bearer(me))).json()["items"]

    assert answer.status_code == 201, answer.text
    assert key.startswith("ap_")
    assert len(key) > 40
    assert used.json()["user"]["email"] == ANA["email"]
    assert listed[0]["last_used_from"] == "192.0.2.1"
    assert (listed[0]["state"], listed[0]["prefix"]) == ("active", key[:9])
    assert key not in await everything(auth)

    assert (await browser.delete(f"{KEYS}/{listed[0]['id']}", headers=bearer(me))).status_code == 204
    assert await whose(auth, key) == []


async def test_a_key_may_what_was_chosen_and_its_holder_still_may_and_dies_with_the_membership(auth: Auth) -> None:
    browser, me = await entered(auth)
    company, user = me["company"]["id"], me["user"]["id"]
    key = (await made(auth, browser, me))["key"]

    assert await whose(auth, key) == ["run.read", "run.start"]
    auth.companies.leave(company, user)
    person = Addressee(user_id=user, name="Ana", email=ANA["email"])
    auth.companies.join(company, person, "viewer")
    assert await whose(auth, key) == ["run.read"]
    auth.companies.leave(company, user)
    assert await whose(auth, key) == []


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"scopes": ["run.start", "make.coffee"]}, "/scopes"),
        ({"scopes": []}, "/scopes"),
        ({"name": " \n "}, "/name"),
        ({"name": "a\u202eb\x07"}, "/name"),
        ({"expires_in_days": None}, "/expires_in_days"),
        ({"expires_in_days": 366}, "/expires_in_days"),
    ],
)
async def test_a_key_that_may_not_be_is_refused_where_it_is_wrong(
    auth: Auth, changes: dict[str, Any], pointer: str
) -> None:
    browser, me = await entered(auth)

    answer = await browser.post(KEYS, json={**NEW, **changes}, headers=bearer(me))

    assert answer.status_code == 422
    assert pointer in {error["pointer"] for error in answer.json()["errors"]}


async def test_a_key_expires_and_one_that_is_replaced_is_good_for_a_while_beside_its_successor(auth: Auth) -> None:
    browser, me = await entered(auth)
    old = await made(auth, browser, me)

    path = f"{KEYS}/{old['view']['id']}/rotate"
    new = (await browser.post(path, json={"overlap_hours": 2}, headers=bearer(me))).json()

    assert await whose(auth, old["key"]) == await whose(auth, new["key"]) == ["run.read", "run.start"]
    auth.clock.go_on(timedelta(hours=3))
    assert await whose(auth, old["key"]) == []
    assert await whose(auth, new["key"])
    auth.clock.go_on(timedelta(days=90))
    assert await whose(auth, new["key"]) == []


async def test_two_who_replace_a_key_at_once_or_one_that_is_over_do_not_revive_it(auth: Auth) -> None:
    browser, me = await entered(auth)
    old = await made(auth, browser, me)
    await browser.delete(f"{KEYS}/{old['view']['id']}", headers=bearer(me))

    answer = await browser.post(f"{KEYS}/{old['view']['id']}/rotate", json={}, headers=bearer(me))

    assert answer.status_code == 409
    assert await whose(auth, old["key"]) == []


async def test_a_key_makes_and_revokes_no_keys_and_nobody_reaches_anothers(auth: Auth) -> None:
    browser, me = await entered(auth)
    mine = await made(auth, browser, me)
    other, her = await entered(auth, email="eve@example.com", company="Eve Ltd")

    by_key = await browser.post(KEYS, json=NEW, headers={"authorization": f"Bearer {mine['key']}"})
    hers = [
        await other.delete(f"{KEYS}/{mine['view']['id']}", headers=bearer(her)),
        await other.post(f"{KEYS}/{mine['view']['id']}/rotate", json={}, headers=bearer(her)),
        await other.get(KEYS, params={"user_id": me["user"]["id"]}, headers=bearer(her)),
        await other.post(KEYS, json={**NEW, "user_id": ROBOT}, headers=bearer(her)),
    ]

    assert by_key.status_code == 403
    assert [answer.status_code for answer in hers] == [404, 404, 403, 404]
    assert await whose(auth, mine["key"])


async def test_a_service_account_has_keys_of_its_own_with_what_its_role_may(auth: Auth) -> None:
    browser, me = await entered(auth)
    auth.companies.join(me["company"]["id"], Addressee(user_id=ROBOT, name="Import", email=""), "operator")

    too_much = await browser.post(
        KEYS, json={**NEW, "user_id": ROBOT, "scopes": ["company.manage"]}, headers=bearer(me)
    )
    key = (await made(auth, browser, me, user_id=ROBOT))["key"]

    assert too_much.status_code == 422
    found = (await exchange(Presented(key=key, address=""), deps=auth.service.deps))[0]
    assert (found.user_id, found.permissions) == (ROBOT, ["run.read", "run.start"])
    assert (await browser.get(f"{API}/me", headers={"x-api-key": key})).status_code == 403


@pytest.mark.parametrize("key", ["ap_", "ap_" + "A" * 43, "ap_" + "é" * 60, "ap_" + "x" * 9_000])
async def test_what_is_no_key_of_ours_is_refused_like_any_other(auth: Auth, key: str) -> None:
    browser = await auth.browser()

    answer = await browser.get(f"{API}/me", headers=[(b"authorization", f"Bearer {key}".encode())])

    assert answer.status_code == 401


async def test_yesterdays_backup_revives_neither_sessions_nor_keys(tmp_path: Path) -> None:
    async with open_auth(tmp_path) as auth:
        browser, me = await entered(auth)
        kept, lost = await made(auth, browser, me), await made(auth, browser, me)
        taken_at = auth.clock()
        backup = await everything(auth)
        auth.clock.go_on(timedelta(hours=1))
        await browser.delete(f"{KEYS}/{lost['view']['id']}", headers=bearer(me))
        db, now = auth.service.host.db, auth.clock()
        await put_back(auth, lost["view"]["id"])
        assert await whose(auth, lost["key"])

        restored = await after_restore(db, tmp_path, taken_at=taken_at, now=now)

        assert backup
        assert restored == (1, 1, True)
        assert await whose(auth, lost["key"]) == []
        assert await whose(auth, kept["key"])
        assert (await browser.post(f"{API}/refresh")).status_code == 401

        Revocations(tmp_path).file.unlink()
        assert (await after_restore(db, tmp_path, taken_at=taken_at, now=now)).record_reaches is False
        assert await whose(auth, kept["key"]) == []


async def put_back(auth: Auth, key_id: str) -> None:
    """The row as it was in the backup."""
    keys = metadata.tables["api_keys"]
    async with auth.service.host.db.begin() as tx:
        await tx.execute(keys.update().where(keys.c.id == key_id).values(revoked_at=None, revoked_because=None))
