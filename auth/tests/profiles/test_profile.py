"""One's own account: the old password for a new one, a name everybody sees, and an end to it."""

import pytest
from argon2 import PasswordHasher

from auth.tests.opened import ANA, API, Auth, bearer
from auth_service.accounts.tables import users
from contracts.company import Addressee

FRESH = "another battery staple"


async def test_a_new_password_needs_the_old_one_and_ends_every_other_session(auth_on_each: Auth) -> None:
    auth = auth_on_each
    browser, answer = await auth.signed_up()
    other = await auth.browser()
    await other.post(f"{API}/login", json={"email": ANA["email"], "password": ANA["password"]})

    wrong = await browser.post(f"{API}/password", json={"current": "x", "password": FRESH}, headers=bearer(answer))
    weak = {"current": ANA["password"], "password": "passwordpassword"}
    refused = await browser.post(f"{API}/password", json=weak, headers=bearer(answer))
    body = {"current": ANA["password"], "password": FRESH}
    done = await browser.post(f"{API}/password", json=body, headers=bearer(answer))

    assert [error["pointer"] for error in wrong.json()["errors"] + refused.json()["errors"]] == ["/password"] * 2
    assert (wrong.status_code, refused.status_code, done.status_code) == (422, 422, 204)
    assert (await browser.post(f"{API}/refresh")).status_code == 200
    assert (await other.post(f"{API}/refresh")).status_code == 401


async def test_a_password_kept_in_an_older_way_is_kept_in_the_present_one_after_signing_in(auth: Auth) -> None:
    await auth.signed_up()
    old = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(ANA["password"])
    async with auth.service.host.db.begin() as tx:
        await tx.execute(users.update().values(password_hash=old))

    answer = await auth.service.http.post(f"{API}/login", json={"email": ANA["email"], "password": ANA["password"]})

    async with auth.service.host.db.read() as tx:
        kept = await tx.scalar(users.select().with_only_columns(users.c.password_hash))
    assert answer.status_code == 200
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


async def test_a_profile_is_changed_and_everybody_hears_of_it(auth: Auth) -> None:
    browser, answer = await auth.signed_up()
    body = {"name": " Ana  Maria ", "language": "de", "time_zone": "Europe/Berlin"}

    saved = await browser.put(f"{API}/profile", json=body, headers=bearer(answer))
    wrong = await browser.put(f"{API}/profile", json={**body, "time_zone": "Mars"}, headers=bearer(answer))

    assert saved.json()["name"] == "Ana Maria"
    assert (saved.json()["language"], saved.json()["time_zone"]) == ("de", "Europe/Berlin")
    assert [error["pointer"] for error in wrong.json()["errors"]] == ["/time_zone"]
    assert (await auth.told("auth.profile_changed"))[-1]["name"] == "Ana Maria"


async def test_a_deleted_account_is_gone_with_its_sessions_and_its_address_is_free(auth: Auth) -> None:
    browser, answer = await auth.signed_up()

    deleted = await browser.delete(f"{API}/profile", headers=bearer(answer))

    assert deleted.status_code == 204
    assert (await browser.post(f"{API}/refresh")).status_code == 401
    assert (await auth.told("auth.account_deleted"))[0]["user_id"] == answer["user"]["id"]
    _, again = await auth.signed_up()
    assert again["user"]["id"] != answer["user"]["id"]


@pytest.mark.parametrize("role", ["viewer", "builder", "rol_own"])
async def test_the_only_owner_of_a_company_with_people_stays(auth: Auth, role: str) -> None:
    auth.companies.permissions[role] = []
    browser, answer = await auth.signed_up()
    ben = Addressee(user_id="usr_ben", name="Ben", email="ben@example.com")
    auth.companies.join(answer["company"]["id"], ben, role)

    refused = await browser.delete(f"{API}/profile", headers=bearer(answer))

    assert refused.status_code == 409
    assert "Acme" in refused.json()["detail"]
