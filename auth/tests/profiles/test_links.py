"""Links by mail: good once, for a while, for one thing; and nobody learns from them who has an account."""

from datetime import timedelta
from typing import Any

import httpx2
import pytest

from auth.tests.opened import ANA, API, Auth, bearer
from contracts.company import Addressee, NewCompany

FRESH = "another battery staple"


async def forgot(auth: Auth, email: Any = ANA["email"]) -> httpx2.Response:
    return await auth.service.http.post(f"{API}/password/forgot", json={"email": email})


async def reset(auth: Auth, code: Any, password: str = FRESH) -> httpx2.Response:
    return await auth.service.http.post(f"{API}/password/reset", json={"code": code, "password": password})


async def log_in(auth: Auth, password: str, email: str = ANA["email"]) -> int:
    browser = await auth.browser()
    return (await browser.post(f"{API}/login", json={"email": email, "password": password})).status_code


async def test_a_forgotten_password_is_replaced_by_a_link_and_every_session_ends(auth_on_each: Auth) -> None:
    auth = auth_on_each
    browser, answer = await auth.signed_up()
    await forgot(auth)

    done = await reset(auth, await auth.code_of("reset-password"))

    assert done.status_code == 204
    assert (await log_in(auth, ANA["password"]), await log_in(auth, FRESH)) == (401, 200)
    assert (await browser.post(f"{API}/refresh")).status_code == 401
    assert (await auth.told("auth.session_revoked"))[0]["session_id"].startswith("ses_")
    assert [event["how"] for event in await auth.told("auth.password_changed")] == ["reset"]
    assert (await auth.mailed())[-1].template == "password-changed"
    assert answer["user"]["id"] == (await auth.told("auth.password_changed"))[0]["user_id"]


async def test_a_link_is_good_once_and_the_others_go_with_it(auth: Auth) -> None:
    await auth.signed_up()
    await forgot(auth)
    first = await auth.code_of("reset-password")
    await forgot(auth)
    second = await auth.code_of("reset-password")

    refused = await reset(auth, second, "short")
    done = [(await reset(auth, code)).status_code for code in (second, second, first)]

    assert first != second
    assert refused.status_code == 422
    assert done == [204, 410, 410]


async def test_a_link_is_good_for_half_an_hour(auth: Auth) -> None:
    await auth.signed_up()
    await forgot(auth)
    code = await auth.code_of("reset-password")
    auth.clock.go_on(timedelta(minutes=30))

    assert (await reset(auth, code)).status_code == 410


@pytest.mark.parametrize(
    "code",
    [
        None,
        "",
        " ",
        "null",
        "undefined",
        "reset.",
        "reset.null",
        [],
        ["reset.x"],
        {"$ne": ""},
        0,
        True,
        "reset." + "a" * 43,
    ],
)
async def test_a_code_that_is_none_changes_no_password(auth: Auth, code: Any) -> None:
    await auth.signed_up()
    await forgot(auth)
    await auth.mailed()

    refused = await reset(auth, code)

    assert refused.status_code in {410, 422}
    assert await log_in(auth, ANA["password"]) == 200


async def test_a_link_for_an_address_changes_no_password_and_the_other_way_round(auth: Auth) -> None:
    await auth.signed_up()
    await forgot(auth)
    verify, new = await auth.code_of("verify-address"), await auth.code_of("reset-password")
    as_reset = "reset." + verify.partition(".")[2]

    assert (await reset(auth, verify)).status_code == 410
    assert (await reset(auth, as_reset)).status_code == 410
    assert (await auth.service.http.post(f"{API}/email/verify", json={"code": new})).status_code == 410


async def test_nobody_learns_who_has_an_account(auth: Auth) -> None:
    await auth.signed_up()
    await auth.mailed()
    sent = len(auth.mails.accepted)

    known, unknown, no_address = [await forgot(auth, email) for email in (ANA["email"], "ben@example.com", "nobody")]

    assert [each.status_code for each in (known, unknown, no_address)] == [204] * 3
    assert [each.content for each in (known, unknown, no_address)] == [b""] * 3
    assert len(await auth.told("auth.account_mail_asked")) == 3
    assert len(await auth.mailed()) == sent + 1


async def test_nobody_is_sent_more_than_a_few_links_an_hour(auth: Auth) -> None:
    await auth.signed_up()
    for n in range(9):
        browser = await auth.browser(f"192.0.2.{n}")
        await browser.post(f"{API}/password/forgot", json={"email": ANA["email"]})

    links = [mail for mail in await auth.mailed() if mail.template == "reset-password"]

    assert len(links) == 4


async def test_a_link_is_kept_as_a_hash(auth: Auth) -> None:
    await auth.signed_up()
    await forgot(auth)
    code = await auth.code_of("reset-password")

    kept = b"".join(path.read_bytes() for path in auth.service.host.data_dir.glob("auth.db*"))

    assert code.partition(".")[2].encode() not in kept


async def test_an_address_is_proven_by_a_link(auth: Auth) -> None:
    browser, answer = await auth.signed_up()
    company = await auth.service.client()
    code = await auth.code_of("verify-address")
    before = (await browser.get(f"{API}/me", headers=bearer(answer))).json()["user"]

    done = await company.post(f"{API}/email/verify", json={"code": code})

    after = (await browser.get(f"{API}/me", headers=bearer(answer))).json()["user"]
    assert done.json() == {"email": ANA["email"]}
    assert (before["email_verified"], before["verification_asked_for"]) == (False, True)
    assert (after["email_verified"], after["verification_asked_for"]) == (True, False)


async def test_where_no_mail_can_leave_no_proof_is_asked_for(auth: Auth) -> None:
    browser, answer = await auth.signed_up()
    auth.mails.is_possible = False

    me = (await browser.get(f"{API}/me", headers=bearer(answer))).json()["user"]
    again = await browser.post(f"{API}/email/verification", headers=bearer(answer))

    assert (me["email_verified"], me["verification_asked_for"]) == (False, False)
    assert again.json() == {"is_mailed": False}


async def test_another_address_is_used_once_it_is_proven_and_the_old_one_hears_of_it(auth: Auth) -> None:
    browser, answer = await auth.signed_up()
    asked = await browser.post(f"{API}/email", json={"email": "Lima@example.com"}, headers=bearer(answer))
    before = await log_in(auth, ANA["password"], "lima@example.com")
    code = await auth.code_of("change-address")

    done = await auth.service.http.post(f"{API}/email/verify", json={"code": code})

    mails = await auth.mailed()
    assert (asked.json(), before, done.status_code) == ({"is_mailed": True}, 401, 200)
    assert await log_in(auth, ANA["password"], "lima@example.com") == 200
    assert await log_in(auth, ANA["password"]) == 401
    assert [(mail.template, mail.to_address) for mail in mails][-2:] == [
        ("change-address", "lima@example.com"),
        ("address-changed", ANA["email"]),
    ]
    assert (await auth.told("auth.profile_changed"))[-1]["email"] == "lima@example.com"


async def test_an_address_somebody_else_took_meanwhile_stays_theirs(auth: Auth) -> None:
    browser, answer = await auth.signed_up()
    await browser.post(f"{API}/email", json={"email": "ben@example.com"}, headers=bearer(answer))
    code = await auth.code_of("change-address")
    await auth.signed_up(email="ben@example.com")

    refused = await auth.service.http.post(f"{API}/email/verify", json={"code": code})

    assert refused.status_code == 409


async def test_a_link_may_be_passed_on_only_of_who_is_in_one_company_and_manages_nobody(auth: Auth) -> None:
    _, ana = await auth.signed_up()
    _, ben = await auth.signed_up(email="ben@example.com", company="Bens")
    auth.companies.permissions["owner"] = ["company.manage", "member.manage"]
    viewer = Addressee(user_id=ben["user"]["id"], name="Ben", email="ben@example.com")
    auth.companies.leave(ben["company"]["id"], ben["user"]["id"])
    auth.companies.join(ana["company"]["id"], viewer, "viewer")
    await forgot(auth)
    await forgot(auth, "ben@example.com")
    anas, bens = [mail for mail in await auth.mailed() if mail.template == "reset-password"]

    await auth.companies.create_company(NewCompany(id="cmp_2", name="X", user_id="usr_x", email="x@x.x", user_name="X"))
    auth.companies.join("cmp_2", viewer, "viewer")
    await forgot(auth, "ben@example.com")
    in_two = [mail for mail in await auth.mailed() if mail.template == "reset-password"][-1]

    assert (anas.is_private, bens.is_private, in_two.is_private) == (True, False, True)
