"""Signing in: nothing is told about who has an account, guessing is slow, and nobody is kept out."""

import time
from datetime import timedelta
from statistics import median
from typing import Any

import httpx2

from auth.tests.opened import ANA, API, Auth, bearer
from auth_service.throttle.rules import OF_A_PAIR
from contracts.company import Addressee, NewCompany


async def log_in(browser: httpx2.AsyncClient, **changes: Any) -> httpx2.Response:
    body = {"email": ANA["email"], "password": ANA["password"], **changes}
    return await browser.post(f"{API}/login", json=body)


async def test_who_knows_the_password_comes_in_however_the_address_is_written(auth: Auth) -> None:
    _, signed_up = await auth.signed_up()

    answer = await log_in(await auth.browser(), email=" ANA@EXAMPLE.com")

    assert answer.status_code == 200
    assert answer.json()["user"] == signed_up["user"]
    assert answer.json()["company"] == signed_up["company"]


async def test_an_accented_password_is_the_same_however_a_keyboard_composes_it(auth: Auth) -> None:
    await auth.signed_up(password="grüße aus köln am rhein")

    answer = await log_in(await auth.browser(), password="gru\u0308ße aus ko\u0308ln am rhein")

    assert answer.status_code == 200


async def test_a_wrong_password_and_an_unknown_account_get_the_same_answer(auth: Auth) -> None:
    await auth.signed_up()

    wrong = await log_in(await auth.browser(), password="not this one")
    unknown = await log_in(await auth.browser(), email="nobody@example.com")
    no_address = await log_in(await auth.browser(), email="nobody")

    documents = [answer.json() for answer in (wrong, unknown, no_address)]
    assert [document.pop("request_id") is not None for document in documents] == [True] * 3
    assert documents[0] == documents[1] == documents[2]
    assert [answer.status_code for answer in (wrong, unknown, no_address)] == [401] * 3


async def test_an_unknown_account_costs_as_much_as_a_wrong_password(auth: Auth) -> None:
    await auth.signed_up()
    browser = await auth.browser()
    spent: dict[str, list[float]] = {ANA["email"]: [], "nobody@example.com": []}

    for email in list(spent) * 7:
        began = time.process_time()
        await log_in(browser, email=email, password="not this one")
        spent[email].append(time.process_time() - began)

    known, unknown = (median(times) for times in spent.values())
    assert 0.5 < known / unknown < 2


async def test_guessing_is_slowed_down_for_that_account_and_address_alone(auth_on_each: Auth) -> None:
    await auth_on_each.signed_up()
    guesser, ana = await auth_on_each.browser("203.0.113.9"), await auth_on_each.browser("192.0.2.1")

    answers = [await log_in(guesser, password=f"guess number {n}") for n in range(OF_A_PAIR.burst + 1)]

    assert [answer.status_code for answer in answers] == [401] * OF_A_PAIR.burst + [429]
    assert int(answers[-1].headers["retry-after"]) <= OF_A_PAIR.every.total_seconds()
    assert (await log_in(ana)).status_code == 200
    assert (await log_in(guesser, email="ben@example.com")).status_code == 401


async def test_nobody_is_locked_out_however_often_somebody_guesses(auth: Auth) -> None:
    await auth.signed_up()
    shared = await auth.browser()
    for n in range(OF_A_PAIR.burst + 20):
        await log_in(shared, password=f"guess number {n}")

    refused = await log_in(shared)
    auth.clock.go_on(timedelta(seconds=int(refused.headers["retry-after"])))
    admitted = await log_in(shared)

    assert refused.status_code == 429
    assert admitted.status_code == 200


async def test_signing_in_gives_the_whole_allowance_back(auth: Auth) -> None:
    await auth.signed_up()
    browser = await auth.browser()
    for n in range(OF_A_PAIR.burst - 1):
        await log_in(browser, password=f"guess number {n}")

    assert (await log_in(browser)).status_code == 200

    again = [(await log_in(browser, password=f"typo {n}")).status_code for n in range(OF_A_PAIR.burst)]
    assert again == [401] * OF_A_PAIR.burst


async def in_two_companies(auth: Auth) -> tuple[httpx2.AsyncClient, dict[str, Any], str]:
    browser, answer = await auth.signed_up()
    other = NewCompany(id="cmp_" + "2" * 32, name="Other", user_id="usr_x", email="x@example.com", user_name="X")
    await auth.companies.create_company(other)
    user = answer["user"]
    auth.companies.join(other.id, Addressee(user_id=user["id"], name=user["name"], email=user["email"]), role="viewer")
    return browser, answer, other.id


async def test_a_person_in_several_companies_chooses_one(auth: Auth) -> None:
    _, answer, other = await in_two_companies(auth)
    browser = await auth.browser()

    by_default = (await log_in(browser)).json()
    chosen = (await log_in(browser, company_id=other)).json()
    refused = await log_in(browser, company_id="cmp_" + "9" * 32)

    assert by_default["company"]["id"] == answer["company"]["id"]
    assert (chosen["company"]["name"], chosen["company"]["role"]) == ("Other", "viewer")
    assert refused.status_code == 403


async def test_switching_the_company_lasts_over_refreshes(auth: Auth) -> None:
    browser, answer, other = await in_two_companies(auth)

    switched = await browser.post(f"{API}/switch-company", json={"company_id": other}, headers=bearer(answer))
    refreshed = await browser.post(f"{API}/refresh")
    mine = await browser.get(f"{API}/companies", headers=bearer(answer))

    assert switched.json()["company"]["id"] == other
    assert refreshed.json()["company"]["id"] == other
    assert [company["name"] for company in mine.json()["items"]] == ["Acme", "Other"]


async def test_nobody_switches_to_a_company_they_do_not_belong_to(auth: Auth) -> None:
    browser, answer = await auth.signed_up()

    refused = await browser.post(
        f"{API}/switch-company", json={"company_id": "cmp_" + "9" * 32}, headers=bearer(answer)
    )

    assert refused.status_code == 403


async def test_who_left_every_company_cannot_come_in(auth: Auth) -> None:
    browser, answer = await auth.signed_up()
    auth.companies.leave(answer["company"]["id"], answer["user"]["id"])

    assert (await log_in(browser)).status_code == 403
    assert (await browser.post(f"{API}/refresh")).status_code == 403
    assert (await browser.get(f"{API}/me", headers=bearer(answer))).status_code == 403


async def test_who_belongs_to_no_company_any_more_founds_one_on_the_way_in(auth: Auth) -> None:
    browser, answer = await auth.signed_up()
    auth.companies.leave(answer["company"]["id"], answer["user"]["id"])
    given = {"email": ANA["email"], "password": ANA["password"]}

    refused = await browser.post(f"{API}/login", json=given)
    nameless = await browser.post(f"{API}/login", json={**given, "founds": " "})
    founded = await browser.post(f"{API}/login", json={**given, "founds": "  Acme again "})
    later = await browser.post(f"{API}/login", json={**given, "founds": "Not another"})

    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/no-company")
    assert (nameless.status_code, nameless.json()["errors"][0]["pointer"]) == (422, "/founds")
    assert (founded.json()["company"]["name"], founded.json()["company"]["role"]) == ("Acme again", "owner")
    assert later.json()["company"]["id"] == founded.json()["company"]["id"]
