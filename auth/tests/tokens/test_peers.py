"""What went wrong in platforms like this one, tried here."""

import pytest

from auth.tests.apikeys.test_keys import entered, made
from auth.tests.opened import API, Auth, bearer

QUOTES = ("' OR '1'='1", "ap_' OR 1=1 --", 'ap_" UNION SELECT key_hash FROM api_keys --', "ap_%", "ap_________")


@pytest.mark.parametrize("scheme", ["Bearer ", "bearer  ", ""])
async def test_what_is_in_the_header_never_becomes_a_question_to_the_database(auth: Auth, scheme: str) -> None:
    browser, me = await entered(auth)
    await made(auth, browser, me)
    stranger = await auth.browser()

    for quote in QUOTES:
        name = "authorization" if scheme else "x-api-key"
        answer = await stranger.get(f"{API}/me", headers={name: f"{scheme}{quote}"})
        assert answer.status_code == 401, quote


async def test_the_beginning_of_a_key_opens_nothing(auth: Auth) -> None:
    browser, me = await entered(auth)
    key = (await made(auth, browser, me))["key"]
    stranger = await auth.browser()

    tried = [key[:9], key[:-1], f"{key}a", key.upper(), f"{key[:9]}%", f"{key[:9]}{'a' * (len(key) - 9)}"]
    answers = [await stranger.get(f"{API}/companies", headers={"authorization": f"Bearer {each}"}) for each in tried]

    assert [each.status_code for each in answers] == [401] * len(tried)
    assert (await stranger.get(f"{API}/companies", headers={"authorization": f"Bearer {key}"})).status_code == 200


async def test_a_header_never_takes_somebody_to_another_company(auth: Auth) -> None:
    browser, me = await auth.signed_up()
    _, other = await auth.signed_up(email="ben@example.com", company="Other")
    headers = {**bearer(me), "x-company-id": other["company"]["id"], "x-user-id": other["user"]["id"]}

    answer = (await browser.get(f"{API}/me", headers=headers)).json()

    assert (answer["user"]["id"], answer["company"]["id"]) == (me["user"]["id"], me["company"]["id"])


async def test_ids_and_roles_in_a_body_are_refused(auth: Auth) -> None:
    browser, me = await auth.signed_up()
    profile = {"name": "Ana", "language": None, "time_zone": None}

    for more in ({"user_id": "usr_1"}, {"company_id": "cmp_1"}, {"role": "owner"}, {"email_verified_at": "2026-01-01"}):
        answer = await browser.put(f"{API}/profile", json={**profile, **more}, headers=bearer(me))
        assert answer.status_code == 422, more


async def test_no_other_site_is_let_read_an_answer(auth: Auth) -> None:
    browser, me = await auth.signed_up()
    evil = {"origin": "https://evil.example", "access-control-request-method": "POST"}

    asked = await browser.options(f"{API}/refresh", headers=evil)
    read = await browser.get(f"{API}/me", headers={**bearer(me), "origin": "https://evil.example"})

    assert [name for each in (asked, read) for name in each.headers if name.startswith("access-control-")] == []
