"""Passkeys: enough to come in alone, bound to this site, answered once, and nobody else's."""

from datetime import timedelta
from typing import Any

import httpx2
import pytest

from auth.tests.opened import ANA, API, Auth, bearer
from auth.tests.passkeys.device import FLAGS, Device


async def with_passkey(
    auth: Auth, device: Device, **changes: str
) -> tuple[httpx2.AsyncClient, dict[str, Any], httpx2.Response]:
    browser, answer = await auth.signed_up(**changes)
    return browser, answer, await add(browser, answer, device)


async def add(browser: httpx2.AsyncClient, answer: dict[str, Any], device: Device, **changes: Any) -> httpx2.Response:
    asked = await browser.post(f"{API}/passkeys/options", headers=bearer(answer))
    body = {"name": " My  phone ", "credential": device.make(asked.json()["options"]), **changes}
    return await browser.post(f"{API}/passkeys", json=body, headers=bearer(answer))


async def come_in(browser: httpx2.AsyncClient, device: Device, challenge: str | None = None) -> httpx2.Response:
    asked = await browser.post(f"{API}/login/passkey", json={"challenge": challenge})
    if asked.status_code != 200:
        return asked
    body = {"challenge": challenge, "credential": device.answer(asked.json()["options"])}
    return await browser.post(f"{API}/login/finish", json=body)


async def test_a_passkey_alone_lets_its_owner_in(auth_on_each: Auth) -> None:
    device = Device()
    _, signed_up, added = await with_passkey(auth_on_each, device)

    came_in = await come_in(await auth_on_each.browser(), device)

    assert (added.status_code, added.json()["name"]) == (201, "My phone")
    assert came_in.status_code == 200, came_in.text
    assert came_in.json()["user"] == signed_up["user"]
    assert "refresh_token" in came_in.headers["set-cookie"]
    assert [event["methods"] for event in await auth_on_each.told("auth.signed_in")][-1] == ["hwk", "user", "mfa"]


async def test_a_password_is_not_enough_for_who_has_a_passkey(auth: Auth) -> None:
    device = Device()
    await with_passkey(auth, device)
    browser = await auth.browser()

    asked = (await browser.post(f"{API}/login", json={"email": ANA["email"], "password": ANA["password"]})).json()
    came_in = await come_in(browser, device, asked["challenge"])
    again = await come_in(browser, device, asked["challenge"])

    assert "access_token" not in asked
    assert asked["methods"] == ["passkey"]
    assert came_in.status_code == 200
    assert again.status_code == 401


async def test_an_answer_is_good_once(auth: Auth) -> None:
    device, browser = Device(), await auth.browser()
    await with_passkey(auth, device)
    options = (await browser.post(f"{API}/login/passkey", json={})).json()["options"]
    answer = {"credential": device.answer(options)}

    codes = [(await browser.post(f"{API}/login/finish", json=answer)).status_code for _ in range(2)]

    assert codes == [200, 401]


async def test_an_answer_that_comes_too_late_is_refused(auth: Auth) -> None:
    device, browser = Device(), await auth.browser()
    await with_passkey(auth, device)
    options = (await browser.post(f"{API}/login/passkey", json={})).json()["options"]
    auth.clock.go_on(timedelta(minutes=6))

    late = await browser.post(f"{API}/login/finish", json={"credential": device.answer(options)})

    assert late.status_code == 401


async def test_somebody_elses_passkey_is_no_second_factor(auth: Auth) -> None:
    anas, bens = Device(), Device()
    await with_passkey(auth, anas)
    await with_passkey(auth, bens, email="ben@example.com")
    browser = await auth.browser()
    asked = (await browser.post(f"{API}/login", json={"email": ANA["email"], "password": ANA["password"]})).json()

    refused = await come_in(browser, bens, asked["challenge"])

    assert refused.status_code == 401


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "http://evil.test"},
        {"site": "evil.test"},
        {"flags": FLAGS.UP},
        {"flags": FLAGS.UV},
    ],
    ids=["another page", "another site", "not unlocked", "nobody there"],
)
async def test_what_was_made_elsewhere_or_unlocked_by_nobody_is_refused(auth: Auth, wrong: dict[str, Any]) -> None:
    good = Device()
    await with_passkey(auth, good)
    bad = Device(credential_id=good.credential_id, key=good.key, uses=5, **wrong)

    refused = await come_in(await auth.browser(), bad)

    assert refused.status_code == 401
    assert (await come_in(await auth.browser(), good)).status_code == 200


async def test_a_copy_of_a_device_is_found_by_its_count(auth: Auth) -> None:
    device = Device()
    await with_passkey(auth, device)
    copy = Device(credential_id=device.credential_id, key=device.key)
    for _ in range(3):
        assert (await come_in(await auth.browser(), device)).status_code == 200

    assert (await come_in(await auth.browser(), copy)).status_code == 401


@pytest.mark.parametrize(
    "credential", [{}, {"id": 7}, {"rawId": [], "response": 1}, {"response": {"clientDataJSON": "{"}}]
)
async def test_an_answer_that_is_none_is_refused(auth: Auth, credential: dict[str, Any]) -> None:
    browser, answer = await auth.signed_up()

    came_in = await browser.post(f"{API}/login/finish", json={"credential": credential})
    added = await browser.post(f"{API}/passkeys", json={"name": "x", "credential": credential}, headers=bearer(answer))

    assert came_in.status_code == 401
    assert added.status_code == 401


async def test_a_passkey_is_added_once_and_removed_by_its_owner_alone(auth: Auth) -> None:
    device = Device()
    browser, answer, added = await with_passkey(auth, device)
    other, bens = await auth.signed_up(email="ben@example.com")
    path = f"{API}/passkeys/{added.json()['id']}"

    twice = await add(other, bens, device)
    not_his = await other.delete(path, headers=bearer(bens))
    removed = await browser.delete(path, headers=bearer(answer))

    assert (twice.status_code, not_his.status_code, removed.status_code) == (409, 404, 204)
    assert (await browser.get(f"{API}/factors", headers=bearer(answer))).json()["passkeys"] == []
    assert (await come_in(await auth.browser(), device)).status_code == 401


async def test_an_address_of_numbers_is_answered_with_what_to_do(auth: Auth) -> None:
    browser, answer = await auth.signed_up()

    refused = await browser.post(f"{API}/passkeys/options", headers={**bearer(answer), "host": "127.0.0.1:8080"})

    assert refused.status_code == 409
    assert "localhost" in refused.json()["detail"]
