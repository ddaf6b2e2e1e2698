"""Accepting an invitation with a new account, with one that is there, and as who is signed in."""

from datetime import UTC, datetime
from typing import Any

from auth.tests.opened import ANA, API, Auth, bearer
from contracts.company import Invitation

BEN = {"token": "a-token", "name": "Ben Roth", "password": "short horse staple"}


def invite(auth: Auth, email: str = "ben@example.com", token: str = "a-token") -> None:
    auth.companies.invitations[token] = Invitation(
        company_id="cmp_" + "7" * 32,
        company_name="Acme",
        email=email,
        role_name="viewer",
        invited_by="Ana",
        expires_at=datetime(2027, 1, 1, tzinfo=UTC),
    )


async def test_who_has_no_account_makes_one_by_accepting(auth: Auth) -> None:
    invite(auth)
    browser = await auth.browser()

    offer = await browser.post(f"{API}/invitations/look", json={"token": "a-token"})
    place = await browser.post(f"{API}/invitations/accept", json=BEN)
    login = {"email": "ben@example.com", "password": BEN["password"], "company_id": place.json()["id"]}
    entered = await browser.post(f"{API}/login", json=login)
    again = await browser.post(f"{API}/invitations/accept", json=BEN)

    assert (offer.json()["company_name"], offer.json()["has_account"]) == ("Acme", False)
    assert (place.json()["role"], entered.json()["company"]["id"]) == ("viewer", "cmp_" + "7" * 32)
    assert again.status_code == 404


async def test_who_has_an_account_proves_it_or_is_signed_in(auth: Auth) -> None:
    browser, signed_up = await auth.signed_up()
    invite(auth, ANA["email"])

    guess = await browser.post(f"{API}/invitations/accept", json={**BEN, "password": "not this one"})
    joined = await browser.post(f"{API}/invitations/join", json={"token": "a-token"}, headers=bearer(signed_up))
    mine: dict[str, Any] = (await browser.get(f"{API}/companies", headers=bearer(signed_up))).json()

    assert (guess.status_code, joined.status_code) == (401, 200)
    assert [each["role"] for each in mine["items"]] == ["owner", "viewer"]


async def test_a_weak_password_and_no_name_are_said_where_they_are(auth: Auth) -> None:
    invite(auth)
    browser = await auth.browser()

    answer = await browser.post(f"{API}/invitations/accept", json={"token": "a-token", "name": " ", "password": "abc"})

    assert {each["pointer"] for each in answer.json()["errors"]} == {"/name", "/password"}
    assert "a-token" in auth.companies.invitations


async def test_somebody_founds_a_further_company_and_owns_it(auth: Auth) -> None:
    browser, signed_up = await auth.signed_up()

    made = await browser.post(f"{API}/companies", json={"name": "  Second   Ltd "}, headers=bearer(signed_up))
    nameless = await browser.post(f"{API}/companies", json={"name": " "}, headers=bearer(signed_up))
    switch = {"company_id": made.json()["id"]}
    switched = await browser.post(f"{API}/switch-company", json=switch, headers=bearer(signed_up))

    assert (made.json()["name"], made.json()["role"], nameless.status_code) == ("Second Ltd", "owner", 422)
    assert switched.json()["company"]["id"] == made.json()["id"]
