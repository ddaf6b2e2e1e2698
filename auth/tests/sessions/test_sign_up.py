"""Signing up: one account, one company, whatever breaks in between and whatever is sent."""

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from auth.tests.opened import ANA, API, Auth, bearer, open_auth
from contracts.company import Addressee

COOKIE = "refresh_token"


async def test_who_signs_up_is_signed_in_as_owner_of_a_new_company(auth_on_each: Auth) -> None:
    browser, answer = await auth_on_each.signed_up(email=" Ana@Example.COM ", name="  Ana   Lima ")

    me = (await browser.get(f"{API}/me", headers=bearer(answer))).json()

    unproven = {"email_verified": False, "verification_asked_for": True, "language": None, "time_zone": None}
    assert me == {"user": answer["user"] | unproven, "company": answer["company"]}
    assert answer["user"] | {"id": ""} == {"id": "", "email": "ana@example.com", "name": "Ana Lima"}
    assert answer["company"]["name"] == "Acme"
    assert answer["company"]["role"] == "owner"
    assert answer["expires_in"] == 600
    assert [company.id for company in auth_on_each.companies.created] == [answer["company"]["id"]]


async def test_the_refresh_cookie_is_out_of_reach_of_scripts_and_other_sites(auth: Auth) -> None:
    plain, secure = await auth.browser(), await auth.browser(scheme="https")

    over_http = (await plain.post(f"{API}/signup", json=ANA)).headers["set-cookie"]
    over_https = (await secure.post(f"{API}/login", json=_login())).headers["set-cookie"]

    for cookie in (over_http.lower(), over_https.lower()):
        assert "httponly" in cookie
        assert "samesite=strict" in cookie
    assert "path=/api/auth/v1" in over_http.lower()
    assert "secure" not in over_http.lower()
    assert over_https.startswith("__Host-refresh_token=")
    assert "path=/;" in over_https.lower()
    assert "secure" in over_https.lower()
    assert "domain" not in over_https.lower()


async def test_an_address_that_is_taken_is_refused_in_plain_words(auth_on_each: Auth) -> None:
    await auth_on_each.signed_up()

    again = await auth_on_each.service.http.post(f"{API}/signup", json={**ANA, "email": "ANA@example.com"})

    assert again.status_code == 409
    assert again.json()["title"] == "There is already an account with this e-mail address"
    assert len(auth_on_each.companies.created) == 1


async def test_of_many_sign_ups_at_once_with_one_address_one_wins(auth_on_each: Auth) -> None:
    http = auth_on_each.service.http
    asked = [{**ANA, "password": f"corn battery staple {n}"} for n in range(5)]

    answers = await asyncio.gather(*(http.post(f"{API}/signup", json=body) for body in asked))

    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409, 409]
    assert len(auth_on_each.companies.created) == 1


async def test_everything_that_is_wrong_is_said_at_once(auth: Auth) -> None:
    wrong = {"email": "ana", "password": "short", "name": " ", "company": "x" * 121}

    answer = await auth.service.http.post(f"{API}/signup", json=wrong)

    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert {error["pointer"] for error in answer.json()["errors"]} == {"/email", "/password", "/name", "/company"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("password", "Password123"),
        ("password", "ana@example.com"),
        ("password", "Ana Lima"),
        ("password", "aaaaaaaaaaaa"),
        ("password", "x1" * 65),
        ("email", "ana@example"),
        ("email", "ana@exa mple.com"),
        ("email", "ana\r\nbcc:eve@example.com"),
        ("email", "a" * 65 + "@example.com"),
        ("name", "Ana\x00Lima"),
        ("name", "Ana\ud800"),
        ("company", "Ac\x1bme"),
        ("email", None),
        ("email", ["ana@example.com"]),
        ("password", 12345678901),
        ("password", {"$ne": ""}),
        ("name", True),
        ("role", "admin"),
        ("company", "x" * 5_000),
    ],
)
async def test_what_cannot_be_accepted_is_a_problem_that_points_at_it(auth: Auth, field: str, value: object) -> None:
    answer = await auth.service.http.post(f"{API}/signup", content=_json({**ANA, field: value}), headers=JSON)

    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [f"/{field}"]
    assert "corn battery staple" not in answer.text


JSON = {"content-type": "application/json"}
NESTED = b'{"email":' * 20_000 + b"1" + b"}" * 20_000


@pytest.mark.parametrize(
    "body",
    [b"", b"null", b"[]", b'"ana"', b"7", b"{", b"\xff\xfe", b'{"email": NaN}', b"[" * 5_000, NESTED[:60_000]],
)
@pytest.mark.parametrize("route", ["signup", "login", "service-tokens"])
async def test_a_hostile_body_is_a_problem(auth: Auth, route: str, body: bytes) -> None:
    answer = await auth.service.http.post(f"{API}/{route}", content=body, headers=JSON)

    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_huge_body_is_refused_before_it_is_read(auth: Auth) -> None:
    answer = await auth.service.http.post(f"{API}/signup", content=b" " * 70_000, headers=JSON)

    assert answer.status_code == 413


async def test_a_form_of_another_site_is_refused(auth: Auth) -> None:
    post = auth.service.http.post

    as_form = await post(f"{API}/signup", content="email=a%40example.com", headers={"content-type": "text/plain"})
    from_elsewhere = await post(f"{API}/signup", json=ANA, headers={"origin": "https://evil.example"})
    from_nowhere = await post(f"{API}/signup", json=ANA, headers={"origin": "null"})
    by_metadata = await post(f"{API}/signup", json=ANA, headers={"sec-fetch-site": "cross-site"})
    from_here = await post(f"{API}/signup", json=ANA, headers={"origin": "http://auth.test"})

    assert as_form.status_code == 422
    assert [a.status_code for a in (from_elsewhere, from_nowhere, by_metadata)] == [403, 403, 403]
    assert from_here.status_code == 201


async def test_behind_a_proxy_the_public_address_is_our_own(tmp_path: Path) -> None:
    async with open_auth(tmp_path, PUBLIC_URL="https://agents.example.com") as auth:
        answer = await auth.service.http.post(
            f"{API}/signup", json=ANA, headers={"origin": "https://agents.example.com"}
        )

    assert answer.status_code == 201
    assert "Secure" in answer.headers["set-cookie"]


async def test_a_sign_up_that_broke_off_is_completed_by_its_repeat(auth_on_each: Auth) -> None:
    auth_on_each.companies.away = True
    broken = await auth_on_each.service.http.post(f"{API}/signup", json=ANA)
    auth_on_each.companies.away = False

    _, answer = await auth_on_each.signed_up(company="Acme & Sons")

    assert broken.status_code == 503
    assert [c.name for c in auth_on_each.companies.created] == ["Acme & Sons"]
    assert answer["company"]["name"] == "Acme & Sons"


async def test_a_sign_up_that_broke_off_is_completed_by_signing_in(auth: Auth) -> None:
    auth.companies.away = True
    await auth.service.http.post(f"{API}/signup", json=ANA)
    auth.companies.away = False

    first = await auth.service.http.post(f"{API}/login", json=_login())
    second = await auth.service.http.post(f"{API}/login", json=_login())

    assert first.json()["company"] == second.json()["company"]
    assert len(auth.companies.created) == 1


async def test_a_sign_up_that_broke_off_cannot_be_taken_over_with_another_password(auth: Auth) -> None:
    auth.companies.away = True
    await auth.service.http.post(f"{API}/signup", json=ANA)
    auth.companies.away = False

    answer = await auth.service.http.post(f"{API}/signup", json={**ANA, "password": "something else entirely"})

    assert answer.status_code == 409
    assert auth.companies.created == []


async def test_accounts_survive_a_restart(tmp_path: Path) -> None:
    keys = "k1:" + "A" * 43 + "="
    async with open_auth(tmp_path, encryption_keys=keys) as auth:
        browser, answer = await auth.signed_up()
        cookie = browser.cookies[COOKIE]

    async with open_auth(tmp_path, encryption_keys=keys) as auth:
        auth.companies.join(answer["company"]["id"], _ana(answer))
        again = await auth.browser()
        again.cookies.set(COOKIE, cookie)
        refreshed = await again.post(f"{API}/refresh")
        me = await again.get(f"{API}/me", headers=bearer(answer))

    assert refreshed.status_code == 200
    assert me.status_code == 200


def _login() -> dict[str, str]:
    return {"email": ANA["email"], "password": ANA["password"]}


def _json(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value).encode()


def _ana(answer: dict[str, Any]) -> Addressee:
    user = answer["user"]
    return Addressee(user_id=user["id"], name=user["name"], email=user["email"])
